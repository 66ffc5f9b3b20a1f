import assert from 'node:assert/strict';

import { ends, host, serving, tell } from './command.mjs';

const HOST = host('hardened.module.mjs');
const PASSWORD = 'an-early-analytical-engine';

const create = (name, ...parameters) => ['user:create', HOST, '--username', name, ...parameters];
const COMPANY = ['--set', 'company=A=B'];
const ADA = create('ada', '--email', 'Ada@example.com', '--verified', '--password-stdin');
const MORE = ['--set', 'isStaff=true', '--set', 'age=36', '--set', 'firstName=Ada', ...COMPANY];

/** Users who can log in. */
export async function makesUsers({ environment }) {
  await ends('runs migrations', 0, ['migrations', HOST, '--run'], { environment });
  const typed = { environment, input: `${PASSWORD}\n` };
  await ends('refuses a row without a value', 65, ADA, { ...typed, said: 'is given one by --set property=value' });
  const said = /^ada was made, with the key \d+\.$/m;
  await ends('makes a user', 0, [...ADA, ...MORE], { ...typed, on: 'stdout', said });
  const robot = create('robot', '--no-password', '--inactive', ...COMPANY);
  const hint = 'Without a password or an address there is no way to log in.';
  await ends('makes a user without a password', 0, robot, { environment, said: hint });
  await serving('hardened.module.mjs', environment, logsIn);
}

/** The rules of a registration, in its words. */
export async function refusesUsers({ environment }) {
  await ends('runs migrations', 0, ['migrations', HOST, '--run'], { environment });
  await ends('makes a user', 0, [...ADA, ...MORE], { environment, input: PASSWORD });
  const by = (...parameters) => [...create(...parameters), '--password-stdin', ...COMPANY];
  const name = 'charles-babbage';
  const cases = {
    'a weak password': [by('eve'), 'password: This password is too short.', 'short'],
    'a password that is no text': [by('eve'), 'is no UTF-8', Buffer.from([0xff, 0xfe])],
    'an empty password': [by('eve'), 'password: This field may not be blank.', ''],
    'a password like the name': [by(name), 'password: The password is too similar to the username.', name],
    'a name that is taken': [by('ADA'), 'username: A user with that username already exists.'],
    'an address that is proven': [
      by('eve', '--email', 'ada@EXAMPLE.com'),
      'email: User is already registered with this e-mail address.',
    ],
    'no name and no address': [by('a b', '--email', 'nobody'), 'email: Enter a valid email address.'],
  };
  for (const [what, [parameters, text, input = PASSWORD]] of Object.entries(cases)) {
    await ends(`refuses ${what}`, 65, parameters, { environment, input, said: ['othing was written', text] });
  }
}

async function logsIn(url) {
  const login = (username, password) =>
    fetch(`${url}/dj-rest-auth/login/`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username, password }),
    });
  const answer = await login('ada', PASSWORD);
  assert.equal(answer.status, 200, 'logs in: the address is proven');
  const { key } = await answer.json();
  const details = await fetch(`${url}/dj-rest-auth/user/`, { headers: { Authorization: `Token ${key}` } });
  const { pk, ...user } = await details.json();
  assert.equal(typeof pk, 'number');
  assert.deepEqual(user, { username: 'ada', email: 'ada@example.com', first_name: 'Ada', last_name: '' });
  assert.equal((await login('robot', PASSWORD)).status, 400);
  tell('the one with a password logs in: 200');
}
