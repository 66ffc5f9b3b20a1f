import assert from 'node:assert/strict';

import { freePort } from '../demo/demo-process.mjs';
import { SmtpInbox } from '../demo/smtp-inbox.mjs';
import { command, ends, host, tell } from './command.mjs';

const HOST = host('hardened.module.mjs');

async function reportOn(name, environment, ...parameters) {
  const { stdout, stderr } = await command(['doctor', name, '--json', ...parameters], { environment });
  return JSON.parse(stdout || `{"stderr":${JSON.stringify(stderr)}}`);
}

/** What only a look at the database shows. */
export async function findsDamage({ environment, production, schema, execute, dropIndexes, type }) {
  await ends('runs migrations', 0, ['migrations', HOST, '--run'], { environment });
  const user = ['user:create', HOST, '--username', 'ada', '--no-password', '--set', 'company='];
  await ends('makes a user', 0, user, { environment });
  assert.deepEqual(await reportOn(HOST, production), {
    module: HOST,
    production: true,
    weak: 0,
    findings: [],
    notes: [],
    instances: [
      {
        path: 'dj-rest-auth',
        user: 'User',
        database: type,
        credentials: { issued: ['token', 'session'], recognised: ['token', 'session'] },
        findings: [],
        notes: [],
        expired: { token: 0, session: 0, passwordReset: 0, loginFailure: 0 },
      },
    ],
  });
  tell('reports as JSON');

  const rows = Array.from(
    { length: 1001 },
    (_, row) => `('s${row}', 'd${row}', (SELECT id FROM app_user), 'l', 'password', 0, 0, '0')`,
  );
  const columns = 'id, key_digest, user_id, login_id, method, created_at, last_used_at, credentials_version';
  await execute(`INSERT INTO rest_auth_session (${columns}) VALUES ${rows.join()}`);
  await ends('counts what has expired', 0, ['doctor', HOST, '--strict'], {
    environment: production,
    on: 'stdout',
    said: ['expired      token 0, session 1001, passwordReset 0, loginFailure 0', 'Does your scheduler call `Purge`?'],
  });

  await execute('DROP TABLE rest_auth_mail_outbox');
  await execute('ALTER TABLE rest_auth_token DROP COLUMN user_agent');
  await dropIndexes('app_user');
  const { instances } = await reportOn(HOST, production);
  const told = instances[0].findings.map(({ problem }) => problem.replaceAll(`${schema}.`, '').split(': ', 1)[0]);
  assert.deepEqual(told, [
    'The table rest_auth_mail_outbox is gone, although the migration has run',
    'The table rest_auth_token is not as this version needs it, without user_agent',
    'The column username_key of app_user has no unique index',
    'The column email_key of app_user has no index',
  ]);
  assert.match(instances[0].findings[1].details.join('\n'), /user_agent/);
  tell('finds a table, a column and two indexes that are gone');
}

/** Tables that are said to be there already. */
export async function trustsTheHost({ environment, execute }) {
  const name = host('existing.module.mjs');
  const asked = { environment, on: 'stdout' };
  await ends('lists tables of the host', 0, ['migrations', name], {
    ...asked,
    said: [
      '  missing   authtoken_token (as `tables.token` says)',
      '  missing   login_sessions (as `tables.session` says)',
      '  pending   rest_auth_mail_outbox_initial4102444800000',
    ],
  });
  await ends('runs the others', 0, ['migrations', name, '--run'], {
    ...asked,
    said: '6 of 6 migrations were executed.',
  });
  await execute('CREATE TABLE authtoken_token (key varchar(40) PRIMARY KEY, user_id integer, created datetime)');
  await execute('CREATE TABLE login_sessions (id varchar(36) PRIMARY KEY, sha256 varchar(64))');
  const { instances } = await reportOn(name, { ...environment, NODE_ENV: 'production' });
  assert.deepEqual(instances[0].expired, { passwordReset: 0, loginFailure: 0 });
  const [first, ...more] = instances[0].findings.filter(({ check }) => check === 'tables');
  assert.match(first.problem, /^The table login_sessions has no column user_id, login_id, /);
  assert.equal(first.remedy, 'Add what is missing, or say in `tables.session.columns` what it is called there.');
  assert.deepEqual(more, []);
}

/** What the options say, alone and between instances. */
export async function findsWhatIsWeak() {
  const weak = host('weak.module.mjs');
  const inProduction = await reportOn(weak, { NODE_ENV: 'production' });
  const [first, staff] = inProduction.instances;
  assert.deepEqual([first.path, staff.path], ['dj-rest-auth', 'staff/auth']);
  const options = ({ findings }) =>
    findings.filter(({ check }) => check === 'options').map(({ problem }) => problem.split('`', 2)[1]);
  const given = ['email.required', 'email.verification'];
  const both = ['password.oldPasswordRequired', 'password.minLength', 'sessions.cookieName', 'csrf.cookieName'];
  for (const name of both) assert.ok(options(first).includes(name) && options(staff).includes(name), name);
  for (const name of given) assert.ok(options(first).includes(name) && !options(staff).includes(name), name);
  assert.ok(!options(first).includes('sessions.secure'), 'cookies are secure in production');
  assert.deepEqual(inProduction.notes, []);
  assert.deepEqual(
    inProduction.findings.map(({ problem }) => problem.split(' (', 1)[0]),
    [
      'dj-rest-auth/ and staff/auth/ both have a cookie sessionid',
      'dj-rest-auth/ and staff/auth/ both have a cookie csrftoken',
    ],
  );
  assert.equal(JSON.stringify(inProduction).includes('k7Qm2vXc9Rt4'), false, 'no secret is printed');
  await ends('finds weak options', 1, ['doctor', weak, '--strict'], {
    on: 'stdout',
    said: [
      "  ! `password.minLength` is 8: short passwords are guessed.\n    Make it 15, or take `preset: 'hardened'`.",
      '`sessions.secure` is false',
      'Note: NODE_ENV is not "production" here',
      /^\d+ weak things were found\.$/m,
    ],
  });
  await ends('and says so with 0', 0, ['doctor', weak]);
}

export async function asksTheMailServer() {
  const ask = (what, port, said) =>
    ends(what, 0, ['doctor', HOST, '--mail'], {
      environment: { HOST_SMTP_URL: `smtp://127.0.0.1:${port}` },
      on: 'stdout',
      said,
    });
  const port = await freePort();
  await ask('asks a mail server that is down', port, 'The mail server cannot be used (ESOCKET)');
  const inbox = new SmtpInbox();
  await inbox.listen(port);
  try {
    await ask('asks one that is up', port, 'The mail server answers, and lets us in.');
    assert.deepEqual(inbox.mails, [], 'nothing is sent');
  } finally {
    await inbox.close();
  }
  await ends('asks no transport of JSON', 0, ['doctor', HOST, '--mail'], { on: 'stdout', said: 'sent nowhere' });
}

export async function bootsCommonJs() {
  const common = host('common.module.cjs');
  const environment = { NODE_ENV: 'production' };
  const report = await reportOn(common, environment);
  assert.deepEqual(
    report.instances[0].findings.map(({ check, problem }) => [check, problem.split(/: | are /, 1)[0]]),
    [
      ['options', '`email.verification` is "optional"'],
      ['database', '`synchronize` of the data source is true'],
      ['tables', `The tables ${TABLES.join(', ')}`],
    ],
  );
  await ends('boots what was compiled to CommonJS', 0, ['doctor', common], { on: 'stdout', said: 'accounts/' });
}

const TABLES = [
  'email_address',
  'token',
  'session',
  'refresh_family',
  'social_account',
  'password_reset',
  'login_failure',
  'mail_outbox',
].map((name) => `rest_auth_${name}`);
