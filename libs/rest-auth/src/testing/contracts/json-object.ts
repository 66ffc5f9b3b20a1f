import assert from 'node:assert/strict';

/** Asks that `body` goes over the wire as an object; answers the text that it is there. */
export function assertJsonObject(body: object): string {
  const text = JSON.stringify(body);
  assert.equal(text.charAt(0), '{', `an object was to be answered, and not ${text}`);
  return text;
}
