import assert from 'node:assert/strict';
import type { Socket } from 'node:net';

import type { RestAuthOptions } from '../../rest-auth.options.js';
import type { Answer } from './answer.js';
import type { AttackGroup } from './attack.js';
import { assertThrottled } from './login.attacks.js';
import { StatementWatch } from './statement-watch.js';

/** Of nobody, so that what a login costs is the same as for anybody. */
const LOGIN = { username: 'a', password: 'b' };

/** Six requests, and nothing else that a login could meet first. */
const SIX: Partial<RestAuthOptions> = {
  throttling: {
    rates: {
      login: '6/min',
      loginFailures: false,
      loginFailuresByAccountAndAddress: false,
      loginFailuresByAccount: false,
    },
  },
};

export const THROTTLE_ATTACKS: AttackGroup = {
  'THR-02': {
    title: 'What a refusal says, and what it costs',
    severity: 'medium',
    options: SIX,
    throttling: true,
    attempt: async (site) => {
      const visitor = site.visitor();
      const heard = await timed(6, () => visitor.post('login/', LOGIN));
      for (const answer of heard.answers) answer.is(400);
      site.clock.advance(12);
      const hashesBefore = site.hashesRun;
      const statements = new StatementWatch(site.instance);
      const refused = await timed(94, () => visitor.post('login/', LOGIN));
      const made = statements.end();
      for (const answer of refused.answers) {
        assertThrottled(answer);
        assert.equal(answer.header('retry-after'), '48');
        assert.deepEqual([...answer.cookies], []);
      }
      assert.equal(site.hashesRun, hashesBefore, 'nothing was to be hashed');
      // Whether a mail waits is asked now and then, by nobody's request.
      assert.ok(made.length < 10, `no statement was to be made, and not ${made.map(({ text }) => text).join('; ')}`);
      assert.ok(
        // A hasher for tests may be as quick as that itself.
        refused.median < Math.max(5, heard.median / 2),
        `a refusal was to be cheap: ${String(refused.median)} ms, where a login takes ${String(heard.median)} ms`,
      );
      site.clock.advance(47);
      assert.equal((await visitor.post('login/', LOGIN)).header('retry-after'), '1');
      site.clock.advance(1);
      (await visitor.post('login/', LOGIN)).is(400);
    },
  },

  'THR-03': {
    title: 'Other spellings of one path, and other methods',
    severity: 'medium',
    options: SIX,
    throttling: true,
    attempt: async (site) => {
      const visitor = site.visitor();
      const spellings: readonly ((index: number) => string)[] = [
        (index) => `login/?x=${String(index)}`,
        (index) => `login?x=${String(index)}`,
        () => 'login/',
        () => 'login',
        () => 'login/?',
        () => 'LOGIN/',
        () => 'Login',
        () => 'login//',
        () => '%6Cogin/',
        () => 'login%2F',
        () => './login/',
        (index) => `login/;x=${String(index)}`,
      ];
      const answers: Answer[] = [];
      for (let index = 0; index < 120; index += 1) {
        const path = spellings[index % spellings.length]?.(index) ?? '';
        const method = index % 15 === 14 ? 'PUT' : 'POST';
        answers.push(await visitor.send(method, path, { json: LOGIN }));
      }
      // What leads nowhere counts nowhere.
      const heard = answers.filter(({ status }) => status !== 404 && status !== 429);
      assert.equal(heard.length, 6, 'all were to share one budget');
      for (const answer of heard) answer.is(400, 405);
      for (const spell of spellings) {
        const answer = await visitor.post(spell(0), LOGIN);
        if (answer.status !== 404) assertThrottled(answer);
      }
    },
  },

  'THR-06': {
    title: 'Requests without an address that can be read',
    severity: 'medium',
    options: SIX,
    throttling: true,
    behindProxy: true,
    attempt: async (site) => {
      const ask = (address: string) =>
        site.visitor({ 'X-Forwarded-For': address, Connection: 'close' }).post('login/', LOGIN);
      const answers: Answer[] = [];
      for (let index = 0; index < 25; index += 1) {
        // What proxies say where they know, or tell, no address (RFC 7239 §6), and what is none.
        for (const address of ['unknown', `_hidden${String(index)}`, `evil-${String(index)}`, '999.1.1.1']) {
          answers.push(await ask(address));
        }
      }
      // Whoever comes by a Unix socket, or has gone by now, has none at all.
      const hide = (socket: Socket): void => void Object.defineProperty(socket, 'remoteAddress', { value: undefined });
      site.server().prependListener('connection', hide);
      for (let index = 0; index < 10; index += 1) {
        answers.push(await site.visitor({ Connection: 'close' }).post('login/', LOGIN));
      }
      site.server().off('connection', hide);
      const heard = answers.filter(({ status }) => status !== 429);
      assert.equal(heard.length, 6, 'all were to share one budget');
      for (const answer of heard) answer.is(400);
      for (const answer of answers.slice(6)) assertThrottled(answer);
      // Everybody else has a budget of their own, and so have they, a minute later.
      (await ask('203.0.113.9')).is(400);
      site.clock.advance(60);
      (await ask('unknown')).is(400);
      const warnings = site.logged.filter((line) => line.includes('without an address that can be read'));
      assert.equal(warnings.length, 1, `it was to be told once, and not ${JSON.stringify(warnings)}`);
    },
  },
};

/** The answers to so many requests, one after the other, and how many milliseconds one of them takes. */
async function timed(
  times: number,
  ask: () => Promise<Answer>,
): Promise<{ readonly answers: readonly Answer[]; readonly median: number }> {
  const answers: Answer[] = [];
  const taken: number[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    const start = performance.now();
    answers.push(await ask());
    taken.push(performance.now() - start);
  }
  return { answers, median: taken.sort((left, right) => left - right)[times >> 1] ?? 0 };
}
