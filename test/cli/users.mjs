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
  await ends('refuses a row without a value', 65, ADA, { ...typed, said: 'is given one by --set name=value' });
  const said = /^ada was made, with the key \d+\.$/m;
  await ends('makes a user', 0, [...ADA, ...MORE], { ...typed, on: 'stdout', said });
  const robot = create('robot', '--no-password', '--inactive', ...COMPANY);
  const hint = 'Without a password or an address there is no way to log in.';
  await ends('makes a user without a password', 0, robot, { environment, said: hint });
  await serving('hardened.module.mjs', environment, logsIn);
}

/** A host whose registration writes a profile with each user. */
export async function asksTheStrategy({ environment, select }) {
  const HOSTS = host('profile.module.mjs');
  await ends('runs migrations', 0, ['migrations', HOSTS, '--run'], { environment });
  const by = (name, ...parameters) => ['user:create', HOSTS, '--username', name, ...parameters];
  const ada = by('ada', '--email', 'ada@example.com', '--password-stdin', '--set', 'isStaff=true');
  const typed = { environment, input: PASSWORD };
  const teams = (team) => ['--set', `team_name=${team}`, '--set', 'company=Analytical'];
  await ends('asks for what a registration asks', 65, ada, {
    ...typed,
    said: ['team_name: This field is required.', 'A field of your register DTO is given by --set name=value.'],
  });
  await ends('checks it as a registration does', 65, [...ada, ...teams('x'.repeat(21))], {
    ...typed,
    said: 'team_name: Ensure this field has no more than 20 characters.',
  });
  await ends('has the strategy write', 0, [...ada, ...teams('engines')], typed);
  await ends('without a password, too', 0, by('robot', '--no-password', ...teams('robots')), { environment });

  // Each comes after the user's row was written, and takes it back.
  const eve = by('eve', '--email', 'eve@example.com', '--no-password');
  const fails = (what, team, said) =>
    ends(what, 65, [...eve, ...teams(team)], { environment, said: ['othing was written', said] });
  await fails('tells what the strategy refuses', 'full', 'team_name: Full.');
  const broken = await fails('tells how it fails', 'broken', 'teams://***@teams.test is down');
  assert.ok(!broken.stderr.includes('not-for-logs'), 'no password is printed');
  await fails('tells what clashes', 'robots', '');

  const rows = await select('SELECT username, email, company, is_staff FROM app_user ORDER BY id');
  assert.deepEqual(
    rows.map(({ is_staff: isStaff, ...row }) => ({ ...row, isStaff: Boolean(isStaff) })),
    [
      { username: 'ada', email: 'ada@example.com', company: 'Analytical', isStaff: true },
      { username: 'robot', email: '', company: 'Analytical', isStaff: false },
    ],
  );
  const found = async (sql) => (await select(sql)).map((row) => ({ ...row }));
  assert.deepEqual(await found('SELECT owner, team FROM app_profile ORDER BY id'), [
    { owner: 'ada', team: 'engines' },
    { owner: 'robot', team: 'robots' },
  ]);
  assert.deepEqual(await found('SELECT email FROM rest_auth_email_address'), [{ email: 'ada@example.com' }]);
  assert.deepEqual(await found('SELECT id FROM rest_auth_mail_outbox'), [], 'nobody gets a mail');
  assert.deepEqual(await found('SELECT user_id FROM rest_auth_token'), [], 'nobody is logged in');
  tell('all of it, or nothing');
}

/** One that is made for each request. */
export async function asksAScopedStrategy({ environment, select }) {
  const scoped = host('scoped.module.mjs');
  await ends('runs migrations', 0, ['migrations', scoped, '--run'], { environment });
  const user = ['user:create', scoped, '--username', 'ada', '--no-password'];
  await ends('asks a strategy that is made anew', 0, user, { environment });
  const rows = await select('SELECT username, company FROM app_user');
  assert.deepEqual({ ...rows[0] }, { username: 'ada', company: 'by hand' });
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
