import { gzipSync } from 'node:zlib';

import { BaseUser } from 'nestjs-rest-auth';

import {
  forgetEverybody,
  type Host,
  KEY,
  PASSWORD,
  register,
  registration,
  restAuth,
  seen,
  startHost,
} from '../support/host.js';
import { adapterName } from '../support/http-adapter.mjs';
import { exchangeRaw, open, readAll, requestRaw } from '../support/raw-http.js';
import { User } from '../support/test-user.js';

const LOGIN = '/dj-rest-auth/login/';
const JSON_TYPE = { 'Content-Type': 'application/json' };
const CREDENTIALS = { username: 'alice', password: PASSWORD };
const PASSWORD_REQUIRED = { password: ['This field is required.'] };
const TOO_LARGE = { detail: 'Request body is too large.' };
const NOT_PROVIDED = { detail: 'Authentication credentials were not provided.' };

function jsonError(reason: string) {
  return { detail: `JSON parse error - ${reason}` };
}

let host: Host;
beforeAll(async () => {
  host = await startHost();
});
afterAll(() => host.close());
beforeEach(() => forgetEverybody(host));

/** Posts bytes as they are. */
async function post(body: string | Buffer, headers: Record<string, string> = JSON_TYPE, path = LOGIN) {
  const answer = await requestRaw(host.url, 'POST', path, headers, body);
  return [answer.statusLine, JSON.parse(answer.body) as unknown];
}

const BAD_REQUEST = 'HTTP/1.1 400 Bad Request';
const UNSUPPORTED = 'HTTP/1.1 415 Unsupported Media Type';
const PAYLOAD_TOO_LARGE = 'HTTP/1.1 413 Payload Too Large';

describe('a JSON body', () => {
  const invalid = jsonError('the body is not valid JSON');

  it.each([
    ['that breaks off', '{"username": "alice"'],
    ['that is no JSON at all', 'username=alice'],
    ['with a trailing comma', '{"username": "alice",}'],
    ['with single quotes', "{'username': 'alice'}"],
    ['with something after it', '{} {}'],
    ['of blanks', '   '],
    ['with NaN', '{"username": NaN}'],
    ['with Infinity', '{"username": -Infinity}'],
    ['with a byte order mark that is not stripped', '\uFEFF\uFEFF{}'],
  ])('%s is told so, without a word of what was in it', async (_, body) => {
    expect(await post(body)).toEqual([BAD_REQUEST, invalid]);
  });

  it('that is not UTF-8 is refused, not repaired', async () => {
    expect(await post(Buffer.from('{"username": "\xff"}', 'latin1'))).toEqual([
      BAD_REQUEST,
      jsonError('the body is not valid UTF-8'),
    ]);
  });

  it.each([
    ['a list', '[]', 'Invalid data. Expected a dictionary, but got list.'],
    ['a text', '"alice"', 'Invalid data. Expected a dictionary, but got str.'],
    ['a number', '1', 'Invalid data. Expected a dictionary, but got int.'],
    ['a fraction', '1.5', 'Invalid data. Expected a dictionary, but got float.'],
    ['true', 'true', 'Invalid data. Expected a dictionary, but got bool.'],
    ['null', 'null', 'No data provided'],
  ])('that is %s is no object', async (_, body, text) => {
    expect(await post(body)).toEqual([BAD_REQUEST, { non_field_errors: [text] }]);
  });

  it.each([
    ['of ten thousand lists', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['of ten thousand objects', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000)],
    ['of 21 levels', '['.repeat(21) + ']'.repeat(21)],
    ['of brackets that never close', '['.repeat(60_000)],
  ])('%s is too deep', async (_, body) => {
    expect(await post(body)).toEqual([BAD_REQUEST, jsonError('nested deeper than 20 levels')]);
  });

  it('may hold brackets in its texts', async () => {
    const body = JSON.stringify({ username: '\\"[{'.repeat(500), password: 'x' });
    expect(await post(body)).toEqual([
      BAD_REQUEST,
      { non_field_errors: ['Unable to log in with provided credentials.'] },
    ]);
  });

  it('takes the last of two equal keys', async () => {
    await register(host, 'alice');
    const body = `{"username":"bob","password":"x","username":"alice","password":"${PASSWORD}"}`;
    expect(await post(body)).toEqual(['HTTP/1.1 200 OK', { key: KEY }]);
  });

  it('reaches no prototype by __proto__ or constructor', async () => {
    const bodies = [
      `{"__proto__": {"username": "alice", "password": "${PASSWORD}"}}`,
      `{"constructor": {"prototype": {"password": "${PASSWORD}"}}, "username": "alice"}`,
    ];
    for (const body of bodies) expect(await post(body)).toEqual([BAD_REQUEST, PASSWORD_REQUIRED]);
    expect([Reflect.get({}, 'password'), Reflect.get(BaseUser.prototype, 'username')]).toEqual([undefined, undefined]);
  });

  it('takes no inherited name for a field', async () => {
    const answer = await host.agent
      .post('/dj-rest-auth/registration/')
      .send({ ...registration('alice'), toString: 'x', hasOwnProperty: 'y', valueOf: null });
    expect(seen(answer)).toEqual([201, { key: KEY }]);
    expect(await host.dataSource.getRepository(User).count()).toBe(1);
  });

  it.each([
    ['no length', {}],
    ['a length of zero', { 'Content-Length': '0' }],
    ['an empty chunk', { 'Transfer-Encoding': 'chunked' }],
  ])('that is empty by %s counts as an empty object', async (_, headers: Record<string, string>) => {
    const body = 'Transfer-Encoding' in headers ? '0\r\n\r\n' : '';
    expect(await post(body, { ...JSON_TYPE, ...headers })).toEqual([BAD_REQUEST, PASSWORD_REQUIRED]);
  });

  it('may come in chunks', async () => {
    await register(host, 'alice');
    const body = JSON.stringify(CREDENTIALS);
    const chunks = [...body].map((character) => `1\r\n${character}\r\n`).join('');
    expect(await post(`${chunks}0\r\n\r\n`, { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' })).toEqual([
      'HTTP/1.1 200 OK',
      { key: KEY },
    ]);
  });

  it.each([
    ['application/json; charset=utf-8'],
    ['application/json;charset="UTF-8"'],
    ['Application/JSON'],
    ['application/json ; indent=4'],
  ])('of the type %s is read', async (type) => {
    expect(await post('{}', { 'Content-Type': type })).toEqual([BAD_REQUEST, PASSWORD_REQUIRED]);
  });
});

describe('a body of another type', () => {
  it.each([
    ['text/plain', 'text/plain'],
    ['text/plain; charset=utf-8', 'text/plain'],
    ['application/xml', 'application/xml'],
    ['application/vnd.api+json', 'application/vnd.api+json'],
    ['application/json-patch+json', 'application/json-patch+json'],
    ['text/json', 'text/json'],
    ['application/octet-stream', 'application/octet-stream'],
    ['nonsense', 'nonsense'],
  ])('%s is 415', async (type, told) => {
    expect(await post('{}', { 'Content-Type': type })).toEqual([
      UNSUPPORTED,
      { detail: `Unsupported media type "${told}" in request.` },
    ]);
  });

  it('is 415 with no type at all', async () => {
    expect(await post('{}', {})).toEqual([UNSUPPORTED, { detail: 'Unsupported media type "" in request.' }]);
  });

  it('is no matter when it is empty', async () => {
    expect(await post('', { 'Content-Type': 'text/plain' })).toEqual([BAD_REQUEST, PASSWORD_REQUIRED]);
  });

  it.each(['gzip', 'GZIP', 'deflate', 'br', 'identity, gzip'])(
    'that is packed by %s is 415, however small it would become',
    async (encoding) => {
      expect(await post(gzipSync('{}'), { ...JSON_TYPE, 'Content-Encoding': encoding })).toEqual([
        UNSUPPORTED,
        { detail: expect.stringMatching(/^Unsupported media type ".*" in request\.$/) },
      ]);
    },
  );

  it('is read when its encoding is the identity', async () => {
    expect(await post('{}', { ...JSON_TYPE, 'Content-Encoding': 'identity' })).toEqual([
      BAD_REQUEST,
      PASSWORD_REQUIRED,
    ]);
  });

  it('is 415 in a charset that is not UTF-8', async () => {
    expect(await post('{}', { 'Content-Type': 'application/json; charset=utf-16' })).toEqual([
      UNSUPPORTED,
      { detail: 'Unsupported media type "application/json; charset=utf-16" in request.' },
    ]);
  });
});

describe('a form', () => {
  it('logs in', async () => {
    await register(host, 'alice');
    const login = await host.agent.post(LOGIN).type('form').send(CREDENTIALS);
    expect(seen(login)).toEqual([200, { key: KEY }]);
  });

  it('takes the last of two equal names, and brackets for letters', async () => {
    await register(host, 'alice');
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const password = encodeURIComponent(PASSWORD);
    expect([
      await post(`username=bob&password=x&username=alice&password=${password}`, form),
      await post(`username=alice&password[]=${password}`, form),
      await post(`__proto__[password]=x&username=alice`, form),
    ]).toEqual([
      ['HTTP/1.1 200 OK', { key: KEY }],
      [BAD_REQUEST, PASSWORD_REQUIRED],
      [BAD_REQUEST, PASSWORD_REQUIRED],
    ]);
  });

  it('keeps plus signs and percent signs as browsers write them', async () => {
    const form = new URLSearchParams({ username: 'a+b@c.d', email: '', password1: 'a b+c%d', password2: 'a b+c%d' });
    const registered = await host.agent.post('/dj-rest-auth/registration/').type('form').send(form.toString());
    const login = await host.agent.post(LOGIN).send({ username: 'a+b@c.d', password: 'a b+c%d' });
    expect([seen(registered), seen(login)]).toEqual([
      [400, { password1: ['This password is too short. It must contain at least 8 characters.'] }],
      [400, { non_field_errors: ['Unable to log in with provided credentials.'] }],
    ]);
  });
});

describe('a multipart body', () => {
  const multipart = { 'Content-Type': 'multipart/form-data; boundary=edge' };
  const field = (name: string, value: string, more = '') =>
    `--edge\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;

  it('logs in', async () => {
    await register(host, 'alice');
    expect(seen(await host.agent.post(LOGIN).field(CREDENTIALS))).toEqual([200, { key: KEY }]);
  });

  it('says of a file in a field’s place that it is no text', async () => {
    const answer = await host.agent
      .post(LOGIN)
      .field('username', 'alice')
      .attach('password', Buffer.from(PASSWORD), { filename: 'password.txt', contentType: 'text/plain' });
    expect(seen(answer)).toEqual([400, { password: ['Not a valid string.'] }]);
  });

  it('ignores a file that no field asks for', async () => {
    await register(host, 'alice');
    const answer = await host.agent.post(LOGIN).field(CREDENTIALS).attach('avatar', Buffer.alloc(10_000), 'a.png');
    expect(seen(answer)).toEqual([200, { key: KEY }]);
  });

  it('takes the last of two equal names', async () => {
    await register(host, 'alice');
    const body = `${field('username', 'bob')}${field('username', 'alice')}${field('password', PASSWORD)}--edge--\r\n`;
    expect(await post(body, multipart)).toEqual(['HTTP/1.1 200 OK', { key: KEY }]);
  });

  it.each([
    ['without a boundary', 'multipart/form-data', field('username', 'alice'), 'Invalid boundary in multipart: None'],
    ['that breaks off', 'multipart/form-data; boundary=edge', field('username', 'alice').slice(0, -12), null],
    ['that is no multipart', 'multipart/form-data; boundary=edge', '{"username":"alice"}', null],
  ])('%s is told so', async (_, type, body, reason) => {
    expect(await post(body, { 'Content-Type': type })).toEqual([
      BAD_REQUEST,
      {
        detail: `Multipart form parse error - ${reason ?? 'the body is not valid multipart'}`,
      },
    ]);
  });

  it('does not break on hostile parts', async () => {
    const bodies = [
      field('__proto__', 'x') + '--edge--\r\n',
      field('x'.repeat(5000), 'x') + '--edge--\r\n',
      '--edge\r\n\r\nno header\r\n--edge--\r\n',
      `--edge\r\n${'X-Header: y\r\n'.repeat(3000)}\r\nx\r\n--edge--\r\n`,
      field('a', 'x').repeat(500) + '--edge--\r\n',
      field('a', 'x', '; filename="f"').repeat(200) + '--edge--\r\n',
      '--edge--\r\n',
    ];
    for (const body of bodies) {
      const [statusLine] = await post(body, multipart);
      expect(statusLine).toBe(BAD_REQUEST);
    }
    expect(seen(await host.agent.post(LOGIN).send({}))).toEqual([400, PASSWORD_REQUIRED]);
  });
});

describe('a large body', () => {
  /** JSON of exactly so many bytes. */
  const ofSize = (bytes: number) => {
    const empty = JSON.stringify({ username: '' }).length;
    return JSON.stringify({ username: 'x'.repeat(bytes - empty) });
  };

  it('is read up to 64 KiB', async () => {
    expect([await post(ofSize(65_536)), await post(ofSize(65_537))]).toEqual([
      [BAD_REQUEST, PASSWORD_REQUIRED],
      [PAYLOAD_TOO_LARGE, TOO_LARGE],
    ]);
  });

  it('is read up to the option’s limit', async () => {
    const strict = await startHost({ imports: [restAuth({ http: { bodyLimitBytes: 100 } })] });
    try {
      expect([
        seen(await strict.agent.post(LOGIN).type('json').send(ofSize(100))),
        seen(await strict.agent.post(LOGIN).type('json').send(ofSize(101))),
      ]).toEqual([
        [400, PASSWORD_REQUIRED],
        [413, TOO_LARGE],
      ]);
    } finally {
      await strict.close();
    }
  });

  it('of 3 MB is a 413 that the client can read', async () => {
    const answer = await fetch(host.url + LOGIN, { method: 'POST', headers: JSON_TYPE, body: ofSize(3_000_000) });
    expect([answer.status, await answer.json(), answer.headers.get('cache-control')]).toEqual([
      413,
      TOO_LARGE,
      'no-store',
    ]);
  });

  it('leaves the connection good for the next request', async () => {
    const socket = open(host.url);
    const answers = readAll(socket);
    const head = (length: number, more = '') =>
      `POST ${LOGIN} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n${more}\r\n`;
    socket.write(head(100_000) + ofSize(100_000));
    socket.write(`${head(2, 'Connection: close\r\n')}{}`);
    const statusLines = (await answers).toString().match(/HTTP\/1\.1 [^\r]*/g);
    expect(statusLines).toEqual([PAYLOAD_TOO_LARGE, BAD_REQUEST]);
  });

  it('in chunks without end is cut off', async () => {
    const head = `POST ${LOGIN} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000, 0x20), Buffer.from('\r\n')]);
    const socket = open(host.url);
    const answer = readAll(socket);
    let sent = 0;
    const closed = new Promise<void>((resolve) => socket.once('close', resolve));
    const pump = () => {
      while (!socket.destroyed && socket.write(chunk)) sent += chunk.length;
      sent += chunk.length;
      if (!socket.destroyed) socket.once('drain', pump);
    };
    socket.write(head);
    pump();
    await closed;
    expect((await answer).toString()).toMatch(/^(?:$|HTTP\/1\.1 413 Payload Too Large\r\n)/);
    expect(sent).toBeLessThan(40_000_000);
  });

  it('to a guarded route is a 401 first', async () => {
    expect(await post(ofSize(100_000), JSON_TYPE, '/dj-rest-auth/password/change/')).toEqual([
      'HTTP/1.1 401 Unauthorized',
      NOT_PROVIDED,
    ]);
  });

  it('that the client gives up on disturbs nobody', async () => {
    const socket = open(host.url);
    socket.write(
      `POST ${LOGIN} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`,
    );
    await new Promise((resolve) => socket.once('ready', resolve));
    socket.destroy();
    expect(seen(await host.agent.post(LOGIN).send({}))).toEqual([400, PASSWORD_REQUIRED]);
  });
});

/** Each endpoint: what it takes, and what its `Allow` says. */
const ENDPOINTS: Record<string, { takes: string[]; allow: string; guarded?: true }> = {
  'login/': { takes: ['POST'], allow: 'POST, OPTIONS' },
  'logout/': { takes: ['POST'], allow: 'GET, POST, HEAD, OPTIONS' },
  'user/': { takes: ['GET', 'HEAD', 'PUT', 'PATCH'], allow: 'GET, PUT, PATCH, HEAD, OPTIONS', guarded: true },
  'password/reset/': { takes: ['POST'], allow: 'POST, OPTIONS' },
  'password/reset/confirm/': { takes: ['POST'], allow: 'POST, OPTIONS' },
  'password/change/': { takes: ['POST'], allow: 'POST, OPTIONS', guarded: true },
  'registration/': { takes: ['POST'], allow: 'POST, OPTIONS' },
  'registration/verify-email/': { takes: ['POST'], allow: 'POST, OPTIONS, HEAD' },
  'registration/account-confirm-email/': { takes: ['POST'], allow: 'POST, OPTIONS, HEAD' },
  'registration/resend-email/': { takes: ['POST'], allow: 'POST, OPTIONS' },
  'registration/account-confirm-email/some-key/': { takes: ['GET', 'HEAD'], allow: 'GET, HEAD, OPTIONS' },
};

/** Fastify knows no PURGE, and routes it nowhere. */
const MORE_METHODS = { express: ['PURGE'], fastify: [] }[adapterName()];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', ...MORE_METHODS];

describe.each(Object.entries(ENDPOINTS))('%s', (path, { takes, allow, guarded }) => {
  const ask = async (method: string, at = path, headers: Record<string, string> = {}) => {
    const answer = await requestRaw(host.url, method, `/dj-rest-auth/${at}`, headers);
    const body: unknown = answer.body === '' ? '' : JSON.parse(answer.body);
    return [answer.statusLine.slice(9, 12), body, answer.header('Allow'), answer.header('Cache-Control')];
  };

  it('refuses every method that it does not take with 405 and `Allow`, to those who may ask', async () => {
    const headers = guarded ? { Authorization: `Token ${await register(host, 'alice')}` } : {};
    const refused = METHODS.filter((method) => !takes.includes(method));
    const answers = await Promise.all(refused.map((method) => ask(method, path, headers)));
    expect(answers).toEqual(
      refused.map((method) => [
        '405',
        method === 'HEAD' ? '' : { detail: `Method "${method}" not allowed.` },
        allow,
        'no-store',
      ]),
    );
  });

  it('answers OPTIONS with 200 and `Allow`', async () => {
    const headers = guarded ? { Authorization: `Token ${await register(host, 'alice')}` } : {};
    expect(await ask('OPTIONS', path, headers)).toEqual(['200', {}, allow, 'no-store']);
  });

  it('answers the same without the slash at the end', async () => {
    const answers = [];
    for (const method of METHODS) answers.push([await ask(method), await ask(method, path.slice(0, -1))]);
    for (const [withSlash, without] of answers) expect(without).toEqual(withSlash);
  });

  it('lets no answer be kept, failures included', async () => {
    const answers = await Promise.all([...METHODS, 'OPTIONS'].map((method) => ask(method)));
    expect(answers.map((answer) => answer[3])).toEqual(answers.map(() => 'no-store'));
  });

  if (guarded) {
    it('sends who is not logged in to log in, before it speaks of methods', async () => {
      const answers = [];
      for (const method of [...METHODS, 'OPTIONS']) answers.push(await ask(method));
      expect(answers).toEqual(
        [...METHODS, 'OPTIONS'].map((method) => ['401', method === 'HEAD' ? '' : NOT_PROVIDED, allow, 'no-store']),
      );
    });
  }

  it('refuses whom it cannot answer in JSON with 406', async () => {
    const method = takes[0] ?? 'GET';
    expect(await ask(method, path, { Accept: 'application/xml' })).toEqual([
      '406',
      { detail: 'Could not satisfy the request Accept header.' },
      allow,
      'no-store',
    ]);
  });
});

describe('negotiation', () => {
  it.each([
    ['application/json', 400],
    ['*/*', 400],
    ['application/*;q=0.5', 400],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 400],
    ['text/html', 400],
    ['', 400],
    ['image/png', 406],
    ['text/plain, application/xml', 406],
  ])('of "%s" comes to %d', async (accept, status) => {
    expect((await host.agent.post(LOGIN).set('Accept', accept).send({})).status).toBe(status);
  });
});

describe('a query', () => {
  it('is no body', async () => {
    await register(host, 'alice');
    const query = new URLSearchParams(CREDENTIALS).toString();
    expect([
      seen(await host.agent.post(`${LOGIN}?${query}`)),
      seen(await host.agent.post(`${LOGIN}?${query}`).type('form')),
      seen(await host.agent.post(`${LOGIN}?username=bob`).send(CREDENTIALS)),
    ]).toEqual([
      [400, PASSWORD_REQUIRED],
      [400, PASSWORD_REQUIRED],
      [200, { key: KEY }],
    ]);
  });
});

describe('a request that is none', () => {
  it('is answered by Node, and the server goes on', async () => {
    const answer = await exchangeRaw(host.url, 'NONSENSE\r\n\r\n');
    expect(answer.statusLine).toBe(BAD_REQUEST);
    expect(seen(await host.agent.post(LOGIN).send({}))).toEqual([400, PASSWORD_REQUIRED]);
  });
});

describe('a failure of our own', () => {
  it('is a 500 in JSON with no word of what failed', async () => {
    const broken = await startHost();
    try {
      await broken.dataSource.query('DROP TABLE rest_auth_token');
      const answer = await broken.agent.get('/dj-rest-auth/user/').set('Authorization', 'Token 0123456789');
      expect([...seen(answer), answer.headers['cache-control']]).toEqual([
        500,
        { detail: 'A server error occurred.' },
        'no-store',
      ]);
    } finally {
      await broken.close();
    }
  });
});
