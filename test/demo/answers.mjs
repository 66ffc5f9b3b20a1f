import assert from 'node:assert/strict';

import { until } from './until.mjs';

/** Mails leave after the answer. */
export const MAIL_SECONDS = 15;

/** Awaits the answer, compares its status and gives its body. */
export async function says(act, status, asked) {
  const answer = await asked;
  const text = await answer.text();
  assert.equal(answer.status, status, `${act}: ${answer.status} ${text}`);
  console.log(`${act}: ${status}`);
  return text === '' ? null : JSON.parse(text);
}

/** Awaits a page and gives its HTML. */
export async function shows(page, asked) {
  const answer = await asked;
  const text = await answer.text();
  assert.equal(answer.status, 200, `${page}: ${answer.status} ${text}`);
  assert.match(answer.headers.get('content-type'), /^text\/html/, `${page} is a page`);
  console.log(`shows ${page}: 200`);
  return text;
}

/** The match of a link in a mail to `address`, decoded. */
export function mailed(demo, address, link) {
  return until(MAIL_SECONDS, `a mail to ${address} with ${link}`, async () => {
    const mails = await (await fetch(`${demo.origin}/mailbox/api`)).json();
    const matches = mails.filter(({ to }) => [to].flat().includes(address)).map(({ text }) => link.exec(text));
    return matches.find((match) => match !== null)?.map(decodeURIComponent);
  });
}
