import assert from 'node:assert/strict';

import { type AuthEvent, AuthEvents } from '../../events/auth.events.js';
import { randomHex } from '../../kernel/secrets.js';
import type { AttackGroup } from './attack.js';
import type { AttackedSite } from './attacked-site.js';

const GINA = { id: 42, login: 'gina', name: 'Gina Git' };
const FROM = { address: '203.0.113.7', userAgent: 'audited/1.0' };

/** Somebody listens, so that it is looked up whose account a failed login was about. */
class Listener extends AuthEvents {
  override emit(): void {
    // What is told is read at the site.
  }
}

export const AUDIT_ATTACKS: AttackGroup = {
  'LEK-09': {
    title: 'An act that leaves no trace',
    severity: 'medium',
    behindProxy: true,
    options: {
      ports: { events: Listener },
      // Sessions besides, for only what a browser sends by itself can be forged.
      credentials: { issue: ['jwt', 'session'] },
      csrf: { secure: false, cookieName: 'csrftoken' },
      sessions: { secure: false, cookieName: 'sessionid' },
      email: { verification: 'optional' },
      password: { oldPasswordRequired: false, logoutOnChange: false },
      throttling: { rates: { passwordResetByEmail: '1/hour' } },
    },
    attempt: async (site) => {
      const headers = { 'X-Forwarded-For': FROM.address, 'User-Agent': FROM.userAgent };
      const anybody = site.visitor(headers);
      const alice = await site.addAlice({ verified: false });
      const { id: userId, username, email } = alice;
      const began = site.clock.now();
      const passwords = [`wrong-${randomHex(9)}`, `first-${randomHex(9)}`, `second-${randomHex(9)}`] as const;
      const [wrong, first, second] = passwords;
      const twice = (password: string) => ({ new_password1: password, new_password2: password });
      site.mayChange(alice, 'password');

      (await anybody.post('login/', { username, password: wrong })).is(400);
      await heard(site, 'login_failed');
      const caller = await site.logIn(alice, headers);
      (await anybody.post('registration/resend-email/', { email })).is(200);
      const key = await site.verificationKey();
      (await anybody.post('registration/verify-email/', { key })).is(200);

      const access_token = site.provider.github.token(GINA);
      (await caller.post('github/connect/', { access_token })).is(200);
      const accounts = (await caller.get('socialaccounts/')).is(200);
      (await caller.post(`socialaccounts/${String(accounts.member('0.id'))}/disconnect/`)).is(200);

      const forger = site.visitor(headers);
      for (const [name, value] of caller.jar) forger.jar.set(name, value);
      (await forger.post('password/change/', twice(wrong))).is(403);

      const refresh = caller.given('refresh');
      (await anybody.post('token/refresh/', { refresh })).is(200);
      site.clock.advance(60);
      (await anybody.post('token/refresh/', { refresh })).is(401);

      (await caller.post('password/change/', twice(first))).is(200);
      (await anybody.post('password/reset/', { email })).is(200);
      const secret = await site.resetSecret();
      (await anybody.post('password/reset/', { email })).is(429);
      (await anybody.post('password/reset/confirm/', { ...secret, ...twice(second) })).is(200);
      const again = await site.logIn({ username, password: second }, headers);
      (await again.post('logout/', { refresh: again.given('refresh') })).is(200);

      await heard(site, 'logged_out');
      const [loginId = ''] = site.events.flatMap((event) => ('loginId' in event ? [event.loginId] : []));
      assert.deepEqual(
        site.events.map(({ at: _, instance: __, ...event }) => event),
        [
          { type: 'login_failed', userId, method: 'password', reason: 'credentials', outcome: 'failure', ...FROM },
          { type: 'logged_in', userId, method: 'password', outcome: 'success', ...FROM },
          { type: 'email_verification_requested', userId, outcome: 'success', ...FROM },
          { type: 'email_verified', userId, email, outcome: 'success', ...FROM },
          { type: 'social_account_connected', userId, provider: 'github', outcome: 'success', ...FROM },
          { type: 'social_account_disconnected', userId, provider: 'github', outcome: 'success', ...FROM },
          { type: 'csrf_failed', userId, reason: 'csrf_token_missing', outcome: 'failure', ...FROM },
          { type: 'refresh_token_reused', userId, loginId, outcome: 'failure', ...FROM },
          { type: 'password_changed', userId, outcome: 'success', ...FROM },
          { type: 'password_reset_requested', userId, outcome: 'success', ...FROM },
          { type: 'throttled', userId: null, rate: 'passwordResetByEmail', outcome: 'failure', ...FROM },
          { type: 'password_reset', userId, outcome: 'success', ...FROM },
          { type: 'logged_in', userId, method: 'password', outcome: 'success', ...FROM },
          { type: 'logged_out', userId, outcome: 'success', ...FROM },
        ],
      );
      const ended = site.clock.now();
      for (const { at, instance } of site.events) {
        assert.ok(at >= began && at <= ended, 'an event was to say when it happened');
        assert.equal(instance, site.instance.path);
      }
      const told = JSON.stringify(site.events);
      const secrets = [...passwords, key, secret.token, access_token, refresh, caller.given('access')];
      assert.deepEqual(
        secrets.filter((text) => told.includes(text)),
        [],
        'no event was to hold a secret',
      );
    },
  },
};

/** Waits for an event: some are told only after the answer. */
async function heard(site: AttackedSite, type: AuthEvent['type']): Promise<void> {
  for (let pause = 0; pause < 200 && !site.events.some((event) => event.type === type); pause += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
