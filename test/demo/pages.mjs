import assert from 'node:assert/strict';

import { says, shows } from './answers.mjs';

/** Pages for people, none of which runs a script of anybody else's. */
export async function pages(demo) {
  const paths = [
    '/',
    '/forms',
    '/mailbox',
    '/mailbox/',
    '/docs',
    '/docs/',
    '/app',
    '/app/',
    '/app/default-token/login',
  ];
  for (const path of [...paths, '/confirm-email/key/', '/password-reset/confirm/uid/token/']) {
    const asked = fetch(demo.origin + path);
    await shows(path, asked);
    const policy = (await asked).headers.get('content-security-policy');
    assert.match(policy, /default-src 'none'.*script-src 'self';/, path);
  }
  const { paths: operations } = await says('tells its OpenAPI document', 200, fetch(`${demo.origin}/docs/default-jwt`));
  const names = Object.keys(operations);
  assert.ok(
    names.includes('/default/jwt/token/refresh/') || names.includes('/default/jwt/token/refresh'),
    names.join(),
  );
  assert.deepEqual(
    names.filter((name) => !name.startsWith('/default/jwt/')),
    [],
    'a document is one instance’s',
  );
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-standalone-preset.js']) {
    assert.equal((await fetch(`${demo.origin}/docs/files/${file}`)).status, 200, file);
  }
  for (const stray of [
    '/app/assets/..%2findex.html',
    '/assets/..%2fmain.js',
    '/docs/files/package.json',
    '/docs/nobody',
  ]) {
    assert.equal((await fetch(demo.origin + stray)).status, 404, stray);
  }
}
