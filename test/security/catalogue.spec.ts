import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type AttackCase, attackCases } from 'nestjs-rest-auth/testing';

import { ROOT, textOf } from '../docs/examples.js';
import { missingTests } from '../docs/named-tests.js';

/** An attack of the catalogue: how bad it is, and by which credentials it is tried at least. */
interface Asked extends Pick<AttackCase, 'id' | 'severity'> {
  readonly profiles: readonly AttackCase['profile'][];
}

const CATALOGUE = JSON.parse(readFileSync(new URL('catalogue.json', import.meta.url), 'utf8')) as readonly Asked[];

/** Where something is shown that is no case: a file, and the name of a test in it, or what a script or a rule says there. */
type Place = readonly [path: string, says: string];

const TIMING = 'test/load/timing.mjs';
const PASSWORDS = 'test/security/passwords.e2e-spec.ts';
const ONE_HASH = 'ENU-02, ENU-03, ENU-04: a login costs one hash, whoever it is of';
const OUTBOX = 'test/e2e/outbox.e2e-spec.ts';
const DEAD_SERVER = 'change no answer when the mail server is dead, and go out once when it is back';
const OUTAGES = 'test/security/database-outages.e2e-spec.ts';
const REDIS = 'test/throttling/redis.e2e-spec.ts';
const REQUESTS = 'test/security/requests.e2e-spec.ts';
const SECRETS = 'libs/rest-auth/src/kernel/secrets.spec.ts';

/** What a host cannot be asked from outside in a moment: it takes a server that is put out of order, a machine with nothing else to do, or a look at the source. */
const ELSEWHERE: Readonly<Record<string, readonly Place[]>> = {
  'ENU-02': [
    [TIMING, 'ENU-02 login: known, unknown'],
    [PASSWORDS, ONE_HASH],
  ],
  'ENU-03': [
    [TIMING, 'ENU-03 login: by a provider only, unknown'],
    [PASSWORDS, ONE_HASH],
  ],
  'ENU-04': [
    [TIMING, 'ENU-04 login: switched off, unknown'],
    [PASSWORDS, ONE_HASH],
  ],
  'ENU-06': [
    [TIMING, 'ENU-06 reset while mail takes 2 s: known, unknown'],
    [OUTBOX, DEAD_SERVER],
  ],
  'ENU-10': [
    [TIMING, 'ENU-10 registration: taken address, free address'],
    [PASSWORDS, 'ENU-10: a registration costs one hash, whether its address is taken, where nobody is told'],
  ],
  'ENU-12': [
    [TIMING, 'mail sent again: unproven, unknown'],
    [OUTBOX, DEAD_SERVER],
  ],
  'FLT-01': [
    [OUTAGES, 'FLT-01: every endpoint answers 503, tells nothing of it, and works again once it is back'],
    [OUTAGES, 'FLT-01: a connection that breaks while it is asked is a 503, or an answer of what was done'],
  ],
  'FLT-02': [[OUTAGES, 'FLT-02: whoever waits is told 503 by its time limit, and the pool serves again afterwards']],
  'FLT-03': [[REDIS, 'FLT-03, FLT-04: %s, it breaks no login, and each process counts by itself']],
  'FLT-04': [
    [REDIS, 'FLT-03, FLT-04: %s, it breaks no login, and each process counts by itself'],
    [REDIS, 'FLT-04: an error of Redis’ own is no answer, and breaks nothing'],
  ],
  'FLT-06': [
    [REQUESTS, 'FLT-06: leave a whole user or none'],
    [REQUESTS, 'FLT-06: leave a password that is reset, with all that a reset ends, or nothing'],
    [REQUESTS, 'FLT-06: leave somebody from a provider with their identity, or neither'],
  ],
  'HSH-01': [
    ['test/load/login-flood.mjs', 'while a thousand logins are in flight'],
    ['test/security/defaults.e2e-spec.ts', 'HSH-01: of %s threads of libuv, which has 4 by itself, hashes take %i'],
  ],
  'HTP-10': [['test/load/slow-clients.mjs', 'slowloris']],
  'LEK-05': [
    ['eslint.config.mjs', 'Compare secrets by sameSecret()'],
    [SECRETS, 'sameSecret › %j and %j: %s'],
  ],
  'LEK-06': [
    ['eslint.config.mjs', 'Math.random() can be predicted'],
    [SECRETS, 'random values › are never twice the same'],
  ],
  'THR-07': [['test/throttler.mjs', '@nestjs/throttler']],
};

const BOOTED_BY_NONE = { boot: () => Promise.reject(new Error('No attack is run here.')) };
const cases = attackCases(BOOTED_BY_NONE);

describe('the catalogue of attacks', () => {
  it('has each of its ids once, and no name of two cases is the same', () => {
    expect(CATALOGUE).toHaveLength(168);
    for (const names of [CATALOGUE.map(({ id }) => id), cases.map(({ name }) => name)])
      expect(names).toEqual([...new Set(names)]);
  });

  it('is run by the credentials that it asks for, each as severe as it says, but for what is shown elsewhere', () => {
    const unlike = CATALOGUE.filter(({ id }) => !Object.hasOwn(ELSEWHERE, id)).flatMap((asked) => {
      const run = cases.filter(({ id }) => id === asked.id);
      const missing = asked.profiles.filter((profile) => !run.some((one) => one.profile === profile));
      const severities = new Set(run.map(({ severity }) => severity));
      return missing.length === 0 && severities.size === 1 && severities.has(asked.severity)
        ? []
        : [{ id: asked.id, missing, asked: asked.severity, severities: [...severities] }];
    });
    expect(unlike).toEqual([]);
  });

  it('is shown elsewhere where it says so, and only what it asks for and no case runs', () => {
    const ids = Object.keys(ELSEWHERE);
    expect(
      ids.filter((id) => !CATALOGUE.some((asked) => asked.id === id) || cases.some((one) => one.id === id)),
    ).toEqual([]);
    const places = Object.values(ELSEWHERE).flat();
    const tests = places.filter(([path]) => path.endsWith('.ts')).map(([path, name]) => ({ path, name }));
    expect(missingTests(tests)).toEqual([]);
    const others = places.filter(([path]) => !path.endsWith('.ts'));
    expect(others.filter(([path, says]) => !existsSync(join(ROOT, path)) || !textOf(path).includes(says))).toEqual([]);
  });
});
