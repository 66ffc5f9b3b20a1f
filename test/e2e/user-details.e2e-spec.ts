import { addUser, logIn, reload } from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Browser, Client } from '../support/client.js';
import type { TestApplication } from '../support/test-application.js';
import { databasesForAnswers } from '../support/test-database.js';
import type { User } from '../support/test-user.js';

const TAKEN = [400, { username: ['A user with that username already exists.'] }];
const NOT_A_NAME = [
  400,
  {
    username: ['Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.'],
  },
];

/** alice, and a client of hers. */
async function alice(application: TestApplication): Promise<{ user: User; client: Client }> {
  const user = await addUser(application);
  return { user, client: new Client(application).as(await logIn(application)) };
}

describe.each(databasesForAnswers())('user/ on %s', (database) => {
  const start = applicationsOn(database);

  it('shows who I am, and nothing that is not mine to see', async () => {
    const application = await start();
    const { user, client } = await alice(application);
    const reply = await client.get('user/');
    expect(reply.answer).toEqual([
      200,
      { pk: user.id, username: 'alice', email: 'alice@example.com', first_name: '', last_name: '' },
    ]);
    expect(reply.header('Cache-Control')).toBe('no-store');
    expect(reply.header('Allow')).toBe('GET, PUT, PATCH, HEAD, OPTIONS');
  });

  it('shows nothing to who is not logged in', async () => {
    const client = new Client(await start());
    for (const method of ['get', 'put', 'patch', 'delete'] as const) {
      const reply = await client.send(method, 'user/');
      expect(reply.answer).toEqual([401, { detail: 'Authentication credentials were not provided.' }]);
      expect(reply.header('WWW-Authenticate')).toBe('Token');
    }
  });

  it('takes one field with PATCH and leaves the others', async () => {
    const application = await start();
    const { user, client } = await alice(application);
    await client.patch('user/', { last_name: 'Liddell' });
    const reply = await client.patch('user/', { first_name: 'Alice' });
    expect(reply.answer).toEqual([
      200,
      { pk: user.id, username: 'alice', email: 'alice@example.com', first_name: 'Alice', last_name: 'Liddell' },
    ]);
    expect((await client.get('user/')).answer).toEqual(reply.answer);
  });

  it('takes a PATCH that says nothing', async () => {
    const { client } = await alice(await start());
    expect((await client.patch('user/', {})).answer).toEqual((await client.get('user/')).answer);
  });

  it('asks for the username with PUT, and for no more', async () => {
    const application = await start();
    const { user, client } = await alice(application);
    expect((await client.put('user/', { first_name: 'Alice' })).answer).toEqual([
      400,
      { username: ['This field is required.'] },
    ]);
    expect((await client.put('user/', { username: 'alice', first_name: 'Alice' })).answer).toEqual([
      200,
      { pk: user.id, username: 'alice', email: 'alice@example.com', first_name: 'Alice', last_name: '' },
    ]);
  });

  it('lets names be empty, and not null', async () => {
    const { client } = await alice(await start());
    await client.patch('user/', { first_name: 'Alice' });
    expect((await client.patch('user/', { first_name: '' })).body.first_name).toBe('');
    expect((await client.patch('user/', { first_name: null, last_name: 'x'.repeat(151) })).answer).toEqual([
      400,
      {
        first_name: ['This field may not be null.'],
        last_name: ['Ensure this field has no more than 150 characters.'],
      },
    ]);
  });

  it('changes neither key nor address nor anything else that is not asked for', async () => {
    const application = await start();
    const { user, client } = await alice(application);
    const before = await reload(application, user);
    const reply = await client.patch('user/', {
      pk: 77,
      id: 77,
      email: 'mallory@example.com',
      emailKey: 'mallory@example.com',
      usernameKey: 'mallory',
      password: 'x',
      isActive: false,
      is_active: false,
      is_staff: true,
      credentialsChangedAt: null,
      company: 'Mallory Ltd',
      __proto__: { isActive: false },
    });
    expect(reply.status).toBe(200);
    expect(await reload(application, user)).toEqual(before);
  });

  it('lets me go under another name, and no more under the old one', async () => {
    const application = await start();
    const { client } = await alice(application);
    expect((await client.patch('user/', { username: 'liddell' })).body.username).toBe('liddell');
    expect((await client.get('user/')).body.username).toBe('liddell');
    await logIn(application, 'LIDDELL');
    await expect(logIn(application, 'alice')).rejects.toThrow('400');
  });

  it.each(['alice', 'Alice', 'ａｌｉｃｅ'])('does not refuse me my own name, written %s', async (username) => {
    const { client } = await alice(await start());
    expect((await client.patch('user/', { username })).body.username).toBe(username);
    expect((await client.put('user/', { username })).status).toBe(200);
  });

  it.each(['bob', 'BOB', 'ｂｏｂ', ' bob '])('refuses me the name of somebody else, written "%s"', async (username) => {
    const application = await start();
    const { client } = await alice(application);
    await addUser(application, { username: 'bob', isActive: false });
    expect((await client.patch('user/', { username })).answer).toEqual(TAKEN);
    expect((await client.put('user/', { username })).answer).toEqual(TAKEN);
    expect((await client.get('user/')).body.username).toBe('alice');
  });

  it('refuses me a name that differs from somebody’s by invisible characters or by its Unicode form', async () => {
    const application = await start();
    const { client } = await alice(application);
    await addUser(application, { username: 'ren\u00e9', email: 'rene@example.com' });
    await addUser(application, { username: 'stra\u00dfe', email: 'strasse@example.com' });
    expect((await client.patch('user/', { username: 'rene\u0301' })).status).toBe(400);
    expect((await client.patch('user/', { username: 'ren\u00e9\u200b' })).answer).toEqual(NOT_A_NAME);
    expect((await client.patch('user/', { username: 'REN\u00c9' })).answer).toEqual(TAKEN);
    expect((await client.patch('user/', { username: 'STRASSE' })).answer).toEqual(TAKEN);
  });

  it('answers a name that grows when it is compared, and never fails', async () => {
    const { client } = await alice(await start());
    for (const username of ['\ufdfa'.repeat(20), '\u00df'.repeat(150), '\u0390'.repeat(150)]) {
      expect([200, 400]).toContain((await client.patch('user/', { username })).status);
    }
  });

  it.each(['', '   ', 'a b', 'a/b', 'a\u0000', 'x'.repeat(151)])('refuses the name %j', async (username) => {
    const { client } = await alice(await start());
    const reply = await client.patch('user/', { username });
    expect([reply.status, Object.keys(reply.body)]).toEqual([400, ['username']]);
  });

  it('applies the host’s own rules to names', async () => {
    const application = await start({
      username: {
        blacklist: ['Root'],
        validators: [(name) => (name.startsWith('x') ? 'Names do not begin with x.' : null)],
      },
    });
    const { client } = await alice(application);
    expect((await client.patch('user/', { username: 'root' })).answer).toEqual([
      400,
      { username: ['Username can not be used. Please use other username.'] },
    ]);
    expect((await client.patch('user/', { username: 'xavier' })).answer).toEqual([
      400,
      { username: ['Names do not begin with x.'] },
    ]);
  });

  it('tells every field’s error at once', async () => {
    const { client } = await alice(await start());
    const reply = await client.put('user/', { username: ['alice'], first_name: {}, last_name: true });
    expect(reply.answer).toEqual([
      400,
      {
        username: ['Not a valid string.'],
        first_name: ['Not a valid string.'],
        last_name: ['Not a valid string.'],
      },
    ]);
  });

  it.each([
    [[], 'Invalid data. Expected a dictionary, but got list.'],
    ['"x"', 'Invalid data. Expected a dictionary, but got str.'],
    ['null', 'No data provided'],
  ])('refuses a body that is no object: %j', async (body, text) => {
    const { client } = await alice(await start());
    const reply = await client.patch('user/', body, { 'Content-Type': 'application/json' });
    expect(reply.answer).toEqual([400, { non_field_errors: [text] }]);
  });

  it('takes a form as it takes JSON', async () => {
    const { client } = await alice(await start());
    const reply = await client.patch('user/', 'first_name=Alice&first_name=Ada', {
      'Content-Type': 'application/x-www-form-urlencoded',
    });
    expect([reply.status, reply.body.first_name]).toEqual([200, 'Ada']);
  });

  it('asks a session for its CSRF token before it writes', async () => {
    const application = await start();
    await addUser(application);
    const browser = new Browser(application);
    await browser.post('login/', { username: 'alice', password: 'Wonder-land9' });
    expect((await browser.patch('user/', { first_name: 'x' }, { 'X-CSRFToken': '' })).answer).toEqual([
      403,
      { detail: 'CSRF Failed: CSRF token missing.' },
    ]);
    expect((await browser.patch('user/', { first_name: 'Alice' })).body.first_name).toBe('Alice');
  });

  it('refuses other methods, and says which there are', async () => {
    const { client } = await alice(await start());
    const reply = await client.send('delete', 'user/');
    expect(reply.answer).toEqual([405, { detail: 'Method "DELETE" not allowed.' }]);
    expect(reply.header('Allow')).toBe('GET, PUT, PATCH, HEAD, OPTIONS');
    expect((await client.get('user')).status).toBe(200);
  });
});
