import assert from 'node:assert/strict';

import { mailed, says, shows } from './answers.mjs';

const GREETING_SECONDS = 15;

/** Logins by the people of the fake provider, in whose name others connect and disconnect. */
export async function socialLife(demo) {
  const page = await shows('/fake-provider', fetch(`${demo.origin}/fake-provider`));
  const forms = await shows('/forms', fetch(`${demo.origin}/forms`));
  for (const token of ['fiona-at-facebook', 'gina-at-github', 'tess-at-twitter', 'tess-at-twitter-secret']) {
    assert.ok(page.includes(`<code>${token}</code>`), `the page lists ${token}`);
    assert.ok(forms.includes(`value="${token}"`), `a form holds ${token}`);
  }
  await demo.prints(GREETING_SECONDS, /Fake provider +http\S+\/fake-provider/);

  const github = { access_token: 'gina-at-github' };
  const facebook = { access_token: 'gina-at-facebook' };
  const twitter = { access_token: 'gina-at-twitter', token_secret: 'gina-at-twitter-secret' };
  const { key } = await says('logs in by GitHub', 200, demo.post('github/', github));
  assert.equal(typeof key, 'string', 'login gives a key');
  const gina = await says('reads the user', 200, demo.get('user/', key));
  assert.deepEqual(
    { ...gina, pk: typeof gina.pk },
    {
      pk: 'number',
      username: 'gina',
      email: 'gina@example.com',
      first_name: 'Gina',
      last_name: 'Hubert',
      profile: { company_name: '' },
    },
  );
  const accounts = async (count) => {
    const list = await says('lists the connected accounts', 200, demo.get('socialaccounts/', key));
    assert.equal(list.length, count, JSON.stringify(list));
    return list;
  };
  const disconnect = ({ id }) => demo.post(`socialaccounts/${id}/disconnect/`, {}, key);
  await says('keeps the last way to log in', 400, disconnect((await accounts(1))[0]));
  await says('takes no other account by its address', 400, demo.post('facebook/', facebook));
  await says('connects Facebook', 200, demo.post('facebook/connect/', facebook, key));
  await says('connects Twitter', 200, demo.post('twitter/connect/', twitter, key));
  const connected = await accounts(3);
  assert.deepEqual(connected.map(({ provider }) => provider).sort(), ['facebook', 'github', 'twitter']);
  await says('disconnects Twitter', 200, disconnect(connected.find(({ provider }) => provider === 'twitter')));
  await accounts(2);
  const byFacebook = await says('logs in by Facebook', 200, demo.post('facebook/', facebook));
  assert.deepEqual(await says('is the same user', 200, demo.get('user/', byFacebook.key)), gina);

  const fiona = { access_token: 'fiona-at-facebook' };
  await says('asks for a proof of Facebook’s address', 400, demo.post('facebook/', fiona));
  const [, proof] = await mailed(demo, 'fiona@example.com', /confirm-email\/([^/\s]+)\//);
  await says('verifies the address', 200, demo.post('registration/verify-email/', { key: proof }));
  await says('logs in by Facebook then', 200, demo.post('facebook/', fiona));
  const theo = { access_token: 'theo-at-twitter', token_secret: 'theo-at-twitter-secret' };
  await says('lets nobody in without an address', 400, demo.post('twitter/', theo));
}
