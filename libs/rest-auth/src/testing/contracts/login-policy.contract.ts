import assert from 'node:assert/strict';

import type { AuthUser } from '../../accounts/users/auth-user.js';
import type { LoginPolicy } from '../../accounts/users/login.policy.js';
import { FieldErrors } from '../../kernel/errors.js';
import { type Contract, contract, type Make } from './contract.js';
import { assertJsonObject } from './json-object.js';

/** What the contract of a `LoginPolicy` works with: a user of each kind that the policy knows. */
export interface LoginPolicyFixture {
  readonly policy: LoginPolicy;
  readonly admitted: AuthUser;
  /** Somebody who has something to do first. Default: there is no such thing. */
  readonly challenged?: AuthUser;
  /** Somebody who may not log in. Default: everybody may. */
  readonly refused?: AuthUser;
}

/** Says whether somebody who is known may log in. */
export function loginPolicyContract(make: Make<LoginPolicyFixture>): Contract {
  return contract(make, {
    'admits by null, as often as it is asked': async ({ policy, admitted }) => {
      for (let time = 0; time < 2; time += 1) assert.equal(await policy.check(admitted), null);
    },

    'challenges by a status and a body that are an answer': async ({ policy, challenged }) => {
      if (!challenged) return;
      const challenge = await policy.check(challenged);
      assert.ok(challenge, 'a challenge was to be answered');
      assert.ok(Number.isInteger(challenge.status) && challenge.status >= 200 && challenge.status < 500);
      assertJsonObject(challenge.body);
    },

    'refuses by field errors that say why': async ({ policy, refused }) => {
      if (!refused) return;
      await assert.rejects(
        async () => policy.check(refused),
        (error) => {
          assert.ok(error instanceof FieldErrors, `FieldErrors were to be thrown, and not ${String(error)}`);
          assert.notDeepEqual(Object.keys(error.tree), []);
          return true;
        },
      );
    },
  });
}
