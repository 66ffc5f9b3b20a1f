import assert from 'node:assert/strict';

import { until } from '../demo/until.mjs';

/** Mails leave after the answer, and a machine may be busy. */
const MAIL_SECONDS = 20;

/** Long enough for every preset. */
export const PASSWORD = 'an-early-analytical-engine';

let count = 0;

/** Somebody whom the demo does not know. */
export function stranger() {
  count += 1;
  const username = `ada${count}`;
  return { username, email: `${username}@example.com`, password: PASSWORD };
}

/** Somebody with an account, made over HTTP where a registration does not log in; unless told otherwise, their address is proven. */
export async function member(origin, { isVerified = true } = {}) {
  const person = stranger();
  const { username, email, password } = person;
  await post(origin, 'registration/', { username, email, password1: password, password2: password });
  const [, key] = await mailed(origin, email, /confirm-email\/([^/\s]+)/);
  if (isVerified) await post(origin, 'registration/verify-email/', { key: decodeURIComponent(key) });
  return person;
}

/** The match of a link in a mail to `address`. */
export function mailed(origin, address, link) {
  return until(MAIL_SECONDS, `a mail to ${address} with ${link}`, async () => {
    const mails = await (await fetch(`${origin}/mailbox/api?${new URLSearchParams({ to: address })}`)).json();
    return mails.map(({ text }) => link.exec(text)).find((match) => match !== null);
  });
}

async function post(origin, endpoint, body) {
  const answer = await fetch(`${origin}/hardened/token/${endpoint}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.ok(answer.ok, `${endpoint}: ${answer.status} ${await answer.text()}`);
}
