import assert from 'node:assert/strict';

import type { Answer } from './answer.js';
import type { AttackGroup } from './attack.js';
import type { AttackedSite } from './attacked-site.js';
import type { Caller } from './caller.js';
import { ENDPOINTS, PASSWORD } from './fields.js';
import { assertThrottled, REFUSED } from './login.attacks.js';
import { RawSocket, requestHead } from './raw-socket.js';
import type { AttackHeaders } from './visitor.js';

const NOBODY = { detail: 'Authentication credentials were not provided.' };
const CHALLENGE = 'Bearer realm="api"';

/** Headers in which proxies say who asks, each with a value for a caller of one's own making. */
const SPOOFED: Readonly<Record<string, (address: string) => string>> = {
  'X-Forwarded-For': (address) => address,
  'X-Real-IP': (address) => address,
  'CF-Connecting-IP': (address) => address,
  'True-Client-IP': (address) => address,
  Forwarded: (address) => `for=${address}`,
  'X-Client-IP': (address) => address,
  'X-Cluster-Client-IP': (address) => address,
};

/** Names under which servers take an address to lead on to. */
const LEADING = [
  'next',
  'redirect',
  'redirect_uri',
  'redirect_to',
  'return_to',
  'return',
  'continue',
  'url',
  'callback',
  'callbackURL',
];
const ELSEWHERE = ['https://evil.test/', '//evil.test/', 'javascript:evil(1)'];

export const HTTP_ATTACKS: AttackGroup = {
  'HTP-01': {
    title: 'Other spellings of a guarded path',
    severity: 'high',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const caller = await site.logIn(alice);
      const base = site.mount;
      const paths = [
        ...[`${base}/user`, `${base}/user/`, `${base}/USER/`, `${base}/us%65r/`, `${base}//user/`, `${base}/user;x=1`],
        ...[`${base}/./user/`, `${base}/x/../user/`, `${base}/user/%2e`, `${base}/user//`, `${base}/user/?a=1`],
        ...[`${base}/user%00/`, `${base}/user%2f`, `${base}/user%20/`, `${base}/user.json`, `${base}/user/#`],
        ...[`/%2e%2e${base}/user/`, `${site.origin()}${base}/user/`, `${base}/user\\`, `${base}/user/%252e`],
      ];
      for (const path of paths) {
        for (const method of ['GET', 'HEAD', 'PATCH', 'PUT']) {
          const answer = await site.unchangedBy(() =>
            site
              .visitor()
              .send(method, path, method === 'GET' || method === 'HEAD' ? {} : { json: { first_name: 'x' } }),
          );
          assert.ok(![200, 204].includes(answer.status), `${method} ${path} was to know nobody`);
          answer.is(401, 403, 404, 400, 301, 308);
          assert.ok(!answer.text.includes(alice.email));
        }
      }
      for (const path of [`${base}/user`, `${base}/user/`, `${base}/user/?a=1`, `${base}/user?a=1`]) {
        assert.equal((await caller.get(path)).is(200).member('username'), 'alice');
        (await site.visitor().get(path)).equals(401, NOBODY);
      }
      for (const path of ['login', 'login/']) (await site.visitor().post(path, alice)).is(200);
    },
  },

  'HTP-03': {
    title: 'Methods that an endpoint does not take',
    severity: 'medium',
    attempt: async (site) => {
      const caller = await site.logIn(await site.addAlice());
      await site.unchangedBy(async () => {
        for (const [path, taken] of methodsTaken()) {
          for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'LOCK']) {
            if (taken.includes(method)) continue;
            const answer = await caller.send(method, path);
            // An adapter may not know the rarer ones at all.
            if (!['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method)) answer.is(405, 404, 400, 501);
            else answer.is(405);
            if (answer.status !== 405) continue;
            answer.equals(405, { detail: `Method "${method}" not allowed.` });
            const allowed = answer.header('allow').split(', ');
            for (const one of taken) assert.ok(allowed.includes(one), `${path} was to allow ${one}`);
            // As at dj-rest-auth, whose view has both and refuses the one in it.
            if (path !== 'logout/' || method !== 'GET') assert.ok(!allowed.includes(method));
          }
        }
        for (const method of ['CONNECT', 'QUERY', 'FOO', 'get', 'POST\0']) {
          const socket = new RawSocket(site.origin());
          await socket.write(requestHead(site.origin(), method, `${site.mount}/login/`));
          for (const answer of await socket.finish()) answer.is(405, 404, 400, 501);
        }
      });
    },
  },

  'HTP-04': {
    title: 'What OPTIONS tells',
    severity: 'medium',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const caller = await site.logIn(alice);
      await site.unchangedBy(async () => {
        for (const [path] of methodsTaken()) {
          for (const visitor of [site.visitor(), caller]) {
            const answer = await visitor.send('OPTIONS', path);
            // As in DRF, who may not come in is not told either what could be done there.
            if (visitor !== caller && answer.status === 401) answer.equals(401, NOBODY);
            else answer.is(200, 204, 404, 405);
            for (const known of [alice.username, alice.email]) assert.ok(!answer.text.includes(known));
            assert.deepEqual([...answer.cookies], []);
          }
        }
      });
    },
  },

  'HTP-05': {
    title: 'Headers of proxies, where there is none, against a throttle',
    severity: 'high',
    throttling: true,
    attempt: async (site) => {
      const before = await refusedBeforeThrottled(site, 60, () => ({}));
      assert.ok(before < 60, 'somebody who guesses was to be throttled');
      for (const [name, value] of Object.entries(SPOOFED)) {
        for (let index = 0; index < 5; index += 1) {
          for (const address of [`10.${String(index)}.0.1`, `2001:db8:${String(index)}::1`, '127.0.0.1', 'unknown']) {
            assertThrottled(await guessFrom(site, index, { [name]: value(address) }));
          }
        }
      }
      assertThrottled(
        await guessFrom(
          site,
          0,
          Object.fromEntries(Object.entries(SPOOFED).map(([name, value]) => [name, value('10.9.9.9')])),
        ),
      );
      // From the first request on, too.
      site.clock.advance(3600);
      const spoofing = await refusedBeforeThrottled(site, 60, (index) => ({
        'X-Forwarded-For': `10.${String(index)}.0.1`,
      }));
      assert.equal(spoofing, before);
    },
  },

  'HTP-07': {
    title: 'A throttle and the many addresses of one IPv6 network',
    severity: 'medium',
    throttling: true,
    behindProxy: true,
    attempt: async (site) => {
      const from = (address: string) => ({ 'X-Forwarded-For': address });
      const heard = await refusedBeforeThrottled(site, 60, (index) =>
        from(`2001:db8:1:2::${(index + 1).toString(16)}`),
      );
      assert.ok(heard < 60, 'one network was to be throttled as one caller');
      for (const same of [
        ...['2001:DB8:1:2::A', '2001:0db8:0001:0002:0000:0000:0000:000b', '2001:db8:1:2:ffff:ffff:ffff:ffff'],
        ...['2001:db8:1:2::192.0.2.1', '2001:db8:1:2::'],
      ]) {
        assertThrottled(await guessFrom(site, 0, from(same)));
      }
      (await guessFrom(site, 0, from('2001:db8:1:3::1'))).equals(400, REFUSED);

      assert.ok((await refusedBeforeThrottled(site, 60, () => from('203.0.113.9'))) < 60);
      for (const same of ['::ffff:203.0.113.9', '::FFFF:203.0.113.9', '::ffff:cb00:7109', '0:0:0:0:0:ffff:cb00:7109']) {
        assertThrottled(await guessFrom(site, 0, from(same)));
      }
      (await guessFrom(site, 0, from('203.0.113.10'))).equals(400, REFUSED);
    },
  },

  'HTP-12': {
    title: 'An address to be led on to, in the query and in the body',
    severity: 'medium',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const caller = await site.logIn(alice);
      for (const place of ELSEWHERE) {
        const places = Object.fromEntries(LEADING.map((name) => [name, place]));
        const query = new URLSearchParams(places).toString();
        const username = `eve${String(ELSEWHERE.indexOf(place))}`;
        const registration = {
          username,
          email: `${username}@example.test`,
          password1: PASSWORD,
          password2: PASSWORD,
        };
        const visitor = site.visitor({ Referer: 'https://evil.test/', 'X-Forwarded-Host': 'evil.test' });
        const answers = [
          (await visitor.post(`login/?${query}`, { ...places, username: 'alice', password: alice.password })).is(200),
          (await visitor.post(`registration/?${query}`, { ...places, ...registration })).is(201),
          (await visitor.post(`password/reset/?${query}`, { ...places, email: alice.email })).is(200),
          (await visitor.post(`registration/verify-email/?${query}`, { ...places, key: 'x' })).is(404),
          (await visitor.get(`user/?${query}`)).is(401),
          (await visitor.get(`nothing-here/?${query}`)).is(404),
          // What mails of dj-rest-auth lead to goes on to the page that the options name.
          (await visitor.get(`registration/account-confirm-email/x/?${query}`)).is(302),
          (await caller.post(`logout/?${query}`, places)).is(200, 401),
        ];
        for (const answer of answers) {
          const told = `${answer.header('location')} ${answer.header('refresh')} ${answer.header('link')}`;
          assert.ok(!told.includes('evil'), `nobody was to be led to ${told}`);
          assert.ok(answer.status === 302 || answer.header('location') === '');
          // Of a path that is not ours the adapter tells as much as it likes.
          if (answer.status !== 404) assert.ok(!answer.text.includes('evil'), answer.text);
        }
      }
      const refresh = (await site.visitor().post('login/', alice)).is(200).string('refresh');
      (await caller.post('logout/?next=//evil.test', { refresh })).equals(200, { detail: 'Successfully logged out.' });
      assert.ok(!JSON.stringify(await site.mails()).includes('evil.test'));
    },
  },

  'HTP-13': {
    title: 'What somebody without a credential is told',
    severity: 'medium',
    attempt: async (site) => {
      await site.addAlice();
      const guarded = ENDPOINTS.filter(({ byAlice, path }) => byAlice && path !== 'logout/');
      const requests = [['GET', 'user/'], ...guarded.map(({ method, path }) => [method, path])] as const;
      for (const [method = '', path = ''] of requests) {
        const answer = (await site.visitor().send(method, path)).equals(401, NOBODY);
        assert.equal(answer.header('www-authenticate'), CHALLENGE);
        for (const scheme of ['Basic YWxpY2U6eA==', 'Digest x', 'bearer', 'Nothing']) {
          (await site.visitor({ Authorization: scheme }).send(method, path)).is(401);
        }
        const wrong = (await site.visitor({ Authorization: 'Bearer x.y.z' }).send(method, path)).is(401);
        assert.equal(wrong.header('www-authenticate'), CHALLENGE);
        assert.equal(wrong.member('code'), 'token_not_valid');
      }
    },
  },

  'HTP-15': {
    title: 'Two users in turn on connections that stay open',
    severity: 'medium',
    attempt: async (site) => {
      const people = [await site.addAlice(), await site.addPerson('bob')];
      const callers: Caller[] = [];
      for (const person of people) callers.push(await site.logIn(person));
      // The catalogue names a thousand requests, over fifty connections.
      const [connections, turns] = [site.rounds(20, 50), site.rounds(24, 20)];
      await Promise.all(
        Array.from({ length: connections }, async (_, first) => {
          const socket = new RawSocket(site.origin());
          const requests = Array.from({ length: turns }, (__, turn) => {
            const who = turnOf(first, turn);
            const headers = {
              ...(who !== null && { Authorization: `Bearer ${callers[who]?.given('access') ?? ''}` }),
              ...(turn === turns - 1 && { Connection: 'close' }),
            };
            return requestHead(site.origin(), 'GET', `${site.mount}/user/`, headers);
          });
          // Half of the connections say all at once, the others each request in pieces.
          if (first % 2 === 0) await socket.write(requests.join(''));
          else for (const text of requests) await socket.write(text.slice(0, 30), text.slice(30));
          const answers = await socket.untilClosed();
          assert.equal(answers.length, turns);
          for (const [turn, answer] of answers.entries()) {
            const who = turnOf(first, turn);
            if (who === null) answer.equals(401, NOBODY);
            else assert.equal(answer.is(200).member('username'), people[who]?.username);
          }
        }),
      );
    },
  },
};

/** Whose turn it is on a connection: alice's, bob's, or nobody's. */
function turnOf(connection: number, turn: number): 0 | 1 | null {
  const rest = (connection + turn) % 5;
  if (rest === 4) return null;
  return rest % 2 === 0 ? 0 : 1;
}

/** The methods that each path takes, with what belongs to them. */
function methodsTaken(): ReadonlyMap<string, readonly string[]> {
  const taken = new Map<string, string[]>([['user/', ['GET', 'HEAD']]]);
  for (const { path, method } of ENDPOINTS) taken.set(path, [...(taken.get(path) ?? []), method]);
  return taken;
}

/** A wrong login, under another name each time, so that only the address is counted. */
function guessFrom(site: AttackedSite, index: number, headers: AttackHeaders): Promise<Answer> {
  return site.visitor(headers).post('login/', { username: `u${String(index)}`, password: 'x' });
}

/** How many of so many guesses were heard until all others were throttled. */
async function refusedBeforeThrottled(
  site: AttackedSite,
  times: number,
  headers: (index: number) => AttackHeaders,
): Promise<number> {
  const answers: Answer[] = [];
  for (let index = 0; index < times; index += 1) answers.push(await guessFrom(site, index, headers(index)));
  const heard = answers.filter(({ status }) => status !== 429);
  for (const answer of heard) answer.equals(400, REFUSED);
  for (const answer of answers.slice(heard.length)) assertThrottled(answer);
  return heard.length;
}
