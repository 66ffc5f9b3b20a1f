import { Argon2PasswordHasher, PasswordHasher } from 'nestjs-rest-auth';

import { addUser, askForReset, NEW_PASSWORD, PASSWORD } from '../support/accounts.js';
import { applicationsOn, type Start } from '../support/applications.js';
import { Browser, Client } from '../support/client.js';
import { claimsOf, foreignClaims, mint, SHARED } from '../support/json-web-tokens.js';
import {
  ALICE,
  badAccess,
  bearer,
  INVALID,
  jwtOptions,
  logInForTokens,
  type Pair,
  refresh,
  rotate,
  useAccess,
  verify,
} from '../support/jwt-accounts.js';
import type { TestApplication } from '../support/test-application.js';
import { databasesForAnswers } from '../support/test-database.js';

const NEW = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };
const CHANGED = [200, { detail: 'New password has been saved.' }];
const rotating = jwtOptions({ rotateRefreshTokens: true });
const inCookies = jwtOptions({ accessCookieName: 'access', refreshCookieName: 'refresh' });

const changePassword = async (application: TestApplication, { access }: Pair) =>
  (await bearer(application, access).post('password/change/', NEW)).answer;

async function resetPassword(application: TestApplication): Promise<void> {
  const secret = await askForReset(application);
  const reply = await new Client(application).post('password/reset/confirm/', { ...secret, ...NEW });
  expect(reply.status).toBe(200);
}

/** What becomes of every use of a pair. */
async function uses(application: TestApplication, pair: Pair): Promise<unknown[]> {
  return [
    await useAccess(application, pair.access),
    (await refresh(application, pair.refresh)).answer,
    await verify(application, pair.access),
    await verify(application, pair.refresh),
  ];
}

const VOID = [badAccess(), INVALID, INVALID, INVALID];

async function startWithAlice(start: Start, options = rotating): Promise<{ application: TestApplication; pair: Pair }> {
  const application = await start(options);
  await addUser(application);
  return { application, pair: await logInForTokens(application) };
}

describe.each(databasesForAnswers())('a password that changes, on %s', (database) => {
  const start = applicationsOn(database);

  it.each([
    ['in the same millisecond', 0],
    ['in the same second', 0.2],
    ['later', 30],
  ])('voids at once what other logins gave, when it is changed %s', async (_, seconds) => {
    const { application, pair: own } = await startWithAlice(start);
    const other = await logInForTokens(application);
    application.clock.advance(seconds);
    expect(await changePassword(application, own)).toEqual(CHANGED);
    expect(await uses(application, other)).toEqual(VOID);
  });

  it.each([
    ['in the same second', 0.2],
    ['later', 30],
  ])('voids at once all there is, when it is reset %s', async (_, seconds) => {
    const { application, pair } = await startWithAlice(start);
    application.clock.advance(seconds);
    await resetPassword(application);
    expect(await uses(application, pair)).toEqual(VOID);
  });

  it('voids them a second time, in the same second', async () => {
    const { application, pair } = await startWithAlice(start);
    await resetPassword(application);
    const between = await logInForTokens(application, NEW_PASSWORD);
    expect(await useAccess(application, between.access)).toEqual([200, ALICE]);
    await changePassword(application, between);
    const after = await rotate(application, between.refresh);
    expect(await useAccess(application, between.access)).toEqual(badAccess());
    expect(await useAccess(application, after.access)).toEqual([200, ALICE]);
    expect(await uses(application, pair)).toEqual(VOID);
  });

  it('leaves the caller’s own family alive: its access token ends, and a refresh gives another', async () => {
    const { application, pair } = await startWithAlice(start);
    await changePassword(application, pair);
    expect(await useAccess(application, pair.access)).toEqual(badAccess());
    const next = await rotate(application, pair.refresh);
    expect(await useAccess(application, next.access)).toEqual([200, ALICE]);
    await rotate(application, next.refresh);
  });

  it('gives a caller by cookie another access cookie', async () => {
    const application = await start(inCookies);
    await addUser(application);
    const browser = new Browser(application);
    await browser.post('login/', { username: 'alice', password: PASSWORD });
    const former = browser.jar.get('access') ?? '';
    const reply = await browser.post('password/change/', NEW);
    expect([...reply.answer, reply.cookies]).toEqual([
      ...CHANGED,
      { access: { value: expect.any(String), attributes: 'Max-Age=300; Path=/; HttpOnly; SameSite=Lax' } },
    ]);
    expect((await browser.get('user/')).answer).toEqual([200, ALICE]);
    expect(await useAccess(application, former)).toEqual(badAccess());
    expect((await browser.post('token/refresh/')).status).toBe(200);
    expect((await browser.get('user/')).answer).toEqual([200, ALICE]);
  });

  it('leaves the cookie of another login alone, when the caller has a header', async () => {
    const application = await start(inCookies);
    await addUser(application);
    const [own, other] = [new Browser(application), new Browser(application)];
    for (const browser of [own, other]) await browser.post('login/', { username: 'alice', password: PASSWORD });
    const reply = await other.post('password/change/', NEW, {
      Authorization: `Bearer ${own.jar.get('access') ?? ''}`,
    });
    expect([...reply.answer, reply.cookies]).toEqual([...CHANGED, {}]);
  });

  it.each([
    ['header', jwtOptions()],
    ['cookie', inCookies],
  ])('with `logoutOnChange` ends the caller’s own too, by %s', async (way, options) => {
    const application = await start({ ...options, password: { logoutOnChange: true } });
    await addUser(application);
    const browser = new Browser(application);
    const login = await browser.post('login/', { username: 'alice', password: PASSWORD });
    const access = String(login.body.access);
    const byHeader = way === 'header' ? { Authorization: `Bearer ${access}` } : undefined;
    const reply = await browser.post('password/change/', NEW, byHeader);
    expect([...reply.answer, reply.cookies]).toEqual([...CHANGED, {}]);
    expect(await useAccess(application, access)).toEqual(badAccess());
    const token = String(browser.jar.get('refresh') ?? login.body.refresh);
    expect((await refresh(application, token)).answer).toEqual(INVALID);
  });

  it('voids what another server signed in that second or before, and not what it signs later', async () => {
    const application = await start(rotating);
    const { id } = await addUser(application);
    const mintPair = () => {
      const [access, token] = (['access', 'refresh'] as const).map((type) =>
        mint(foreignClaims(type, id, application.clock.now()), SHARED),
      );
      return { access: access ?? '', refresh: token ?? '' };
    };
    application.clock.set(new Date(Math.ceil(application.clock.now().getTime() / 1000) * 1000));
    const before = mintPair();
    application.clock.advance(0.5);
    await resetPassword(application);
    const sameSecond = mintPair();
    application.clock.advance(0.5);
    const after = mintPair();
    for (const pair of [before, sameSecond]) expect(await uses(application, pair)).toEqual(VOID);
    expect(await useAccess(application, after.access)).toEqual([200, ALICE]);
    await rotate(application, after.refresh);
  });

  it('voids what another server signed without saying when', async () => {
    const application = await start(rotating);
    const { id } = await addUser(application);
    const undated = (type: 'access' | 'refresh') =>
      mint({ ...foreignClaims(type, id, application.clock.now()), iat: undefined }, SHARED);
    const pair = { access: undated('access'), refresh: undated('refresh') };
    expect(await useAccess(application, pair.access)).toEqual([200, ALICE]);
    await resetPassword(application);
    expect(await uses(application, pair)).toEqual(VOID);
  });

  it('voids an id of ours that another server has copied into a later token', async () => {
    const { application, pair } = await startWithAlice(start);
    await resetPassword(application);
    application.clock.advance(5);
    const iat = Math.floor(application.clock.now().getTime() / 1000);
    expect(await useAccess(application, mint({ ...claimsOf(pair.access), iat }, SHARED))).toEqual(badAccess());
  });

  it('logins under way by the old password gain nothing', async () => {
    const application = await start({ ...rotating, ports: { passwordHasher: Argon2PasswordHasher } });
    const storedPassword = await application.app.get(PasswordHasher, { strict: false }).hash(PASSWORD);
    await addUser(application, { storedPassword });
    const secret = await askForReset(application);
    const gained: Pair[] = [];
    let isReset = false;
    const logInAgainAndAgain = async () => {
      while (!isReset) {
        const reply = await new Client(application).post('login/', { username: 'alice', password: PASSWORD });
        if (reply.status === 200) gained.push({ access: reply.body.access, refresh: reply.body.refresh });
      }
    };
    const all = Promise.all([1, 2, 3, 4].map(logInAgainAndAgain));
    await new Client(application).post('password/reset/confirm/', { ...secret, ...NEW });
    isReset = true;
    await all;
    expect(gained.length).toBeGreaterThan(0);
    for (const pair of gained) expect(await uses(application, pair)).toEqual(VOID);
  });
});
