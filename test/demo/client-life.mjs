import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';

import { mailed, says, shows } from './answers.mjs';

/** Logins by redirect, as the single-page client has them: the service asks the person, and sends the browser back. */
export async function clientLife(demo) {
  const { instances, providers } = await says('tells of its providers', 200, fetch(`${demo.origin}/demo/config`));
  const { path } = instances.find(({ id }) => id === 'default-token');
  const provider = (name) => providers.find(({ id }) => id === name);
  const post = (endpoint, body) => demo.postTo(`${path}/${endpoint}`, body);

  const verifier = randomBytes(32).toString('base64url');
  const question = (github) => ({
    ...{ response_type: 'code', client_id: github.clientId, redirect_uri: github.redirectUri, scope: github.scope },
    ...{ state: 'a state', code_challenge: createHash('sha256').update(verifier).digest('base64url') },
    code_challenge_method: 'S256',
  });
  const github = provider('github');
  const back = await answers(demo, github.authorizeUrl, question(github), 'hugo-at-github');
  assert.equal(back.origin + back.pathname, github.redirectUri);
  assert.equal(back.searchParams.get('state'), 'a state');
  const code = back.searchParams.get('code');
  await says('refuses the code without its verifier', 400, post('github/', { code }));
  await says('logs in by GitHub’s code', 200, post('github/', { code, code_verifier: verifier }));
  await says('takes a code once', 400, post('github/', { code, code_verifier: verifier }));

  const refused = await answers(demo, github.authorizeUrl, question(github), '');
  assert.deepEqual(
    [refused.searchParams.get('error'), refused.searchParams.get('state')],
    ['access_denied', 'a state'],
    'who refuses is sent back, too',
  );
  for (const wrong of [{ redirect_uri: 'https://elsewhere.example/' }, { client_id: 'nobody' }]) {
    const query = new URLSearchParams({ ...question(github), ...wrong });
    assert.equal((await fetch(`${onDemo(demo, github.authorizeUrl)}?${query}`)).status, 400, JSON.stringify(wrong));
  }

  const facebook = provider('facebook');
  const { client_id, redirect_uri, state } = question(facebook);
  const fromFacebook = await answers(
    demo,
    facebook.authorizeUrl,
    { client_id, redirect_uri, state },
    'gina-at-facebook',
  );
  await says('logs in by Facebook’s code', 200, post('facebook/', { code: fromFacebook.searchParams.get('code') }));

  const token = await twitterToken(demo, provider('twitter'));
  await says('logs in by Twitter’s token', 200, post('twitter/', token));

  const mallory = {
    username: 'mia',
    email: 'mia@example.com',
    password1: 'a-very-long-secret',
    password2: 'a-very-long-secret',
  };
  await says('registers at a hardened instance', 201, demo.postTo('/hardened/session/registration/', mallory));
  const [, key] = await mailed(demo, mallory.email, /\/app\/hardened-session\/confirm-email\/([^/\s]+)/);
  await says('verifies at another one', 200, demo.postTo('/hardened/jwt/registration/verify-email/', { key }));
}

/** Where a browser is sent that answers the question as that person; '' refuses. */
async function answers(demo, address, question, person) {
  const page = onDemo(demo, address);
  await shows(`${page.pathname} for ${person || 'who refuses'}`, fetch(`${page}?${new URLSearchParams(question)}`));
  return sentBack(page, { ...question, person });
}

async function sentBack(page, form) {
  const answer = await fetch(page, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
  assert.equal(answer.status, 303, await answer.text());
  return new URL(answer.headers.get('location'));
}

async function twitterToken(demo, { authorizeUrl, tokenUrl }) {
  const started = await fetch(`${demo.origin}${authorizeUrl}?state=s`, { redirect: 'manual' });
  assert.equal(started.status, 302);
  const page = new URL(started.headers.get('location'), demo.origin);
  await shows('Twitter’s page', fetch(page));
  const requestToken = page.searchParams.get('oauth_token');
  const back = await sentBack(page, { oauth_token: requestToken, person: 'tess-at-twitter' });
  assert.equal(back.searchParams.get('state'), 's');
  const proof = { oauth_token: requestToken, oauth_verifier: back.searchParams.get('oauth_verifier') };
  const token = await says('gives Twitter’s token', 200, demo.postTo(tokenUrl, proof));
  await says('gives it once', 400, demo.postTo(tokenUrl, proof));
  return token;
}

/** The demo's public address is another name of the one that is asked here. */
function onDemo(demo, address) {
  const { pathname } = new URL(address, demo.origin);
  return new URL(pathname, demo.origin);
}
