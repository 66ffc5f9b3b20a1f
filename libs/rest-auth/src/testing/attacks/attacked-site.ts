import assert from 'node:assert/strict';
import { Server } from 'node:net';

import type { INestApplication } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

import { EmailAddressStore } from '../../accounts/emails/email-address.store.js';
import { PasswordHasher } from '../../accounts/passwords/password.hasher.js';
import { SocialAccountStore } from '../../accounts/social-accounts/social-account.store.js';
import { type AuthUser, unusablePassword } from '../../accounts/users/auth-user.js';
import { UserStore } from '../../accounts/users/user.store.js';
import { CsrfProtection } from '../../credentials/csrf/csrf-protection.js';
import { type AuthEvent, AuthEvents } from '../../events/auth.events.js';
import type { RenderedMail } from '../../mail/mail.js';
import { Mailer } from '../../mail/mailer.js';
import { Outbox } from '../../mail/outbox.js';
import { Clock } from '../../kernel/clock.js';
import { randomHex } from '../../kernel/secrets.js';
import { RestAuthInstance } from '../../rest-auth.instance.js';
import type { RestAuthOptions } from '../../rest-auth.options.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';
import { FrozenClock } from '../frozen.clock.js';
import { MemoryMailer } from '../memory.mailer.js';
import { FakeSocialProvider } from '../social-provider/fake-social-provider.js';
import type { Answer } from './answer.js';
import type { AttackNeeds, AttackProfile } from './attack-needs.js';
import { AttackLog } from './attack-log.js';
import type { AttackedHost } from './attacked-host.js';
import { Caller } from './caller.js';
import { CrashWatch } from './crash-watch.js';
import type { Person, PersonToAdd } from './person.js';
import { attackedOptions, laidOver } from './profile-options.js';
import { changesBetween, removeUser, selfWritten, type SiteState, stateOf } from './site-state.js';
import { type AttackHeaders, Visitor } from './visitor.js';

/** Code, statements and addresses of the inside: what no answer may hold. */
const LEAK =
  /at .*\.(?:js|ts):\d+|node_modules|QueryFailedError|SELECT |INSERT |ECONNREFUSED|password authentication|duplicate key|ER_DUP_ENTRY|\/home\/|\/app\//;

/** Members of requests that are secrets, however deep. */
const SECRET_MEMBER = /^(?:(?:new_|old_)?password[12]?|access|refresh|key|token|access_token|token_secret|code)$/;

/** Members of answers that are: `code` says there what was wrong. */
const SECRET_ANSWER = /^(?:access|refresh|key|token)$/;

/** The rest of a host's columns must stay as they were; these two change with every login, or say that a password did. */
const LIVELY = ['lastLogin', 'credentialsChangedAt'];

/** An application may have several instances: the attacked one is known by it. */
abstract class AttackedClock extends Clock {}

/** A process that serves an attacked site. */
interface ServingProcess {
  readonly origin: string;
  readonly instance: RestAuthInstance;
  readonly server: Server;
}

/** A booted application under attack: people, visitors, mails, the clock, the provider, and what must hold of all of them. */
export class AttackedSite {
  private readonly heardSecrets = new Set<string>();
  private readonly people: { readonly person: Person; readonly before: AuthUser }[] = [];
  private readonly allowed = new Map<Person, readonly string[]>();
  private readonly happened: AuthEvent[] = [];
  private hashRuns = 0;

  private constructor(
    readonly profile: AttackProfile,
    readonly clock: FrozenClock,
    readonly mailer: MemoryMailer,
    readonly provider: FakeSocialProvider,
    private readonly host: AttackedHost,
    /** The processes that serve it. */
    private readonly processes: ServingProcess[],
    /** Boots another one, with further options. */
    private readonly boot: (options: Partial<RestAuthOptions>) => Promise<INestApplication>,
    /** The same, kept and listening. */
    private readonly start: (options: Partial<RestAuthOptions>) => Promise<ServingProcess>,
    private readonly log: AttackLog,
    private readonly crashWatch: CrashWatch,
  ) {
    for (const process of processes) this.watch(process);
  }

  /** Boots what an attack needs, hands it over, asserts what holds after every attack, and closes it. */
  static async under(
    needs: AttackNeeds,
    profile: AttackProfile,
    host: AttackedHost,
    attempt: (site: AttackedSite) => Promise<void>,
  ): Promise<void> {
    const clock = new FrozenClock();
    const mailer = new MemoryMailer();
    const provider = await FakeSocialProvider.start();
    const applications: INestApplication[] = [];
    const crashWatch = new CrashWatch();
    let log: AttackLog | null = null;
    try {
      const boot = async (more: Partial<RestAuthOptions>) => {
        const all = { ...needs, options: laidOver(needs.options ?? {}, more) };
        const options = attackedOptions(all, profile, provider);
        try {
          return await host.boot({
            options: withTestPorts(options, clock, mailer),
            trustProxy: needs.behindProxy ?? false,
            beside: applications[0] ?? null,
          });
        } finally {
          // Nest has but one logger, which every application may set.
          log?.resume();
        }
      };
      const start = async (more: Partial<RestAuthOptions>) => {
        const application = await boot(more);
        applications.push(application);
        return listen(application);
      };
      const processes = [await start({})];
      if (needs.twoInstances && !host.singleProcess) processes.push(await start({}));
      log = new AttackLog();
      const site = new AttackedSite(profile, clock, mailer, provider, host, processes, boot, start, log, crashWatch);
      await attempt(site);
      await site.assertUnharmed();
    } finally {
      log?.end();
      try {
        for (const application of applications.reverse()) await application.close();
      } finally {
        await provider.stop();
        crashWatch.end();
      }
    }
  }

  /** The instance of the first process, for what an attacker with the database would see. */
  get instance(): RestAuthInstance {
    return this.process(0).instance;
  }

  get settings(): RestAuthSettings {
    return this.instance.get(RestAuthSettings);
  }

  /** What Nest's logger was told so far. */
  get logged(): readonly string[] {
    return this.log.lines;
  }

  /** The same, errors alone. */
  get loggedErrors(): readonly string[] {
    return this.log.errors;
  }

  /** How often a password was looked at so far, or a new one hashed. */
  get hashesRun(): number {
    return this.hashRuns;
  }

  /** What the host was told so far of what has happened, by whichever process. */
  get events(): readonly AuthEvent[] {
    return this.happened;
  }

  /** Another process on the same database, with options over the attack's own, as while a change of them is rolled out. Answers its number. */
  async addProcess(options: Partial<RestAuthOptions>): Promise<number> {
    const process = await this.start(options);
    this.watch(process);
    if (this.host.singleProcess) await this.introducePeople(process);
    return this.processes.push(process) - 1;
  }

  /** What a boot with options over the attack's own is refused with; null where it is not refused. */
  async bootProblem(options: Partial<RestAuthOptions>): Promise<string | null> {
    let application: INestApplication;
    try {
      application = await this.boot(options);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    await application.close();
    return null;
  }

  /** How many rounds there are, or how many are in a crowd: as many as a merge can wait for, or, where the host asks for thoroughness, as the catalogue names. */
  rounds(brief: number, thorough: number): number {
    return this.host.thorough ? thorough : brief;
  }

  /** `scheme://host:port` of a process. */
  origin(process = 0): string {
    return this.process(process).origin;
  }

  /** The server of a process, for what happens to connections outside of any client's hands. */
  server(process = 0): Server {
    return this.process(process).server;
  }

  /** Where the endpoints are: a path without a slash at its end. */
  get mount(): string {
    return [this.host.prefix ?? '', this.instance.path]
      .map((path) => path.replace(/^\/+|\/+$/g, ''))
      .map((path) => path && `/${path}`)
      .join('');
  }

  /** Somebody with no credential, who keeps cookies; at the process of that number. */
  visitor(headers: AttackHeaders = {}, process = 0): Visitor {
    return new Visitor(this.visited(process), headers);
  }

  /** Adds somebody straight to the tables, as an earlier registration would have left them. */
  async addPerson(username: string, given: PersonToAdd = {}): Promise<Person> {
    const { instance } = this;
    const { email = `${username}@example.test`, verified = true, isActive = true, social } = given;
    const password = given.password === undefined ? `${username}-${randomHex(9)}` : given.password;
    const stored =
      given.storedPassword ??
      (password === null ? unusablePassword() : await instance.get(PasswordHasher).hash(password));
    const users = instance.get<UserStore>(UserStore);
    const before = await users.create(
      {
        username,
        email,
        firstName: '',
        lastName: '',
        password: stored,
        isActive,
        credentialsChangedAt: null,
        dateJoined: this.clock.now(),
      },
      given.id === undefined ? {} : { id: given.id },
    );
    if (email !== '') {
      const addresses = instance.get(EmailAddressStore);
      const { id } = await addresses.create(before.id, email, true);
      if (verified) await addresses.verify(id, email);
    }
    if (social)
      await instance
        .get(SocialAccountStore)
        .create({ userId: before.id, ...social, createdAt: this.clock.now(), sealedTokens: null });
    const person = { id: before.id, username, email, password: password ?? '' };
    if (password) this.secret(password);
    // Read back: what the database makes of it is what must not change.
    this.people.push({ person, before: await this.stored(person) });
    return person;
  }

  /** The usual victim. */
  addAlice(given: PersonToAdd = {}): Promise<Person> {
    return this.addPerson('alice', given);
  }

  /** Somebody's user as the table has it now. */
  async stored(person: Person): Promise<AuthUser> {
    const user = await this.instance.get<UserStore>(UserStore).findById(person.id);
    assert.ok(user, `${person.username} was to be there`);
    return user;
  }

  /** Properties of somebody's user that the attack may rightly change: `mayChange(alice, 'password')`. */
  mayChange(person: Person, ...properties: readonly string[]): void {
    this.allowed.set(person, [...(this.allowed.get(person) ?? []), ...properties]);
  }

  /** Something that the host does to a user by itself, as an administrator's page would. */
  async change(person: Person, changes: Readonly<Record<string, unknown>>): Promise<void> {
    await this.instance.get<UserStore>(UserStore).update(await this.stored(person), changes);
    this.mayChange(person, ...Object.keys(changes));
  }

  /** Logs somebody in, who presents from then on what the login gave. */
  async logIn(
    { username, password }: Pick<Person, 'username' | 'password'>,
    headers: AttackHeaders = {},
    process = 0,
  ): Promise<Caller> {
    const caller = new Caller(this.visited(process), headers, this.settings.csrf);
    caller.take(this.profile, (await caller.post('login/', { username, password })).is(200, 204));
    this.giveCsrfToken(caller);
    return caller;
  }

  /** A CSRF token as a page of the site would have it, where a login sets none: JSON Web Tokens in cookies. */
  giveCsrfToken(visitor: Visitor): void {
    const { name, value } = this.instance.get(CsrfProtection).issue('');
    if (this.profile === 'jwt-cookie' && !visitor.jar.has(name)) visitor.jar.set(name, value);
  }

  /** The host takes somebody's row away by itself. */
  async remove(person: Person): Promise<void> {
    await removeUser(this.instance, await this.stored(person));
    this.mayChange(person, 'id');
  }

  /** Whether a password opens an account: the status that `login/` answers. */
  async loginStatus(username: string, password: string): Promise<number> {
    return (await this.visitor().post('login/', { username, password })).status;
  }

  /** All mails so far, once none waits any more. */
  async mails(): Promise<readonly RenderedMail[]> {
    for (const { instance } of this.processes) await instance.get(Outbox).drain();
    return this.mailer.mails;
  }

  /** What the newest mail of a reset carries. */
  async resetSecret(): Promise<{ readonly uid: string; readonly token: string }> {
    return newest(await this.resetSecrets(), 'a reset');
  }

  /** What every mail of a reset so far carries, oldest first. */
  async resetSecrets(): Promise<readonly { readonly uid: string; readonly token: string }[]> {
    const links = await this.linksIn('passwordReset');
    return links.map(([uid = '', token = '']) => {
      this.secret(token);
      return { uid, token };
    });
  }

  /** The key of the newest mail that asks to prove an address. */
  async verificationKey(): Promise<string> {
    return newest(await this.verificationKeys(), 'an address');
  }

  /** The keys of every such mail so far, oldest first. */
  async verificationKeys(): Promise<readonly string[]> {
    const links = await this.linksIn('emailVerification');
    return links.map(([key = '']) => {
      this.secret(key);
      return key;
    });
  }

  /** Asks for a reset, and reads the mail. */
  async askForReset(person: Pick<Person, 'email'>): Promise<{ readonly uid: string; readonly token: string }> {
    (await this.visitor().post('password/reset/', { email: person.email })).is(200);
    return this.resetSecret();
  }

  /** The rows of every table. */
  async state(): Promise<SiteState> {
    // What waits in the outbox goes by itself, at any moment.
    await this.mails();
    return stateOf(this.instance);
  }

  /** Asserts that an act leaves every row as it is, and gives what it answered. */
  async unchangedBy<Result>(act: () => Promise<Result>): Promise<Result> {
    const before = await this.state();
    const result = await act();
    assert.deepEqual(changesBetween(before, await this.state()), {}, 'nothing was to be written');
    return result;
  }

  /** Notes something that no log may hold; requests and answers are looked through anyway. */
  secret(text: string): void {
    // What is short stands in any log by chance, and `password`, which some take for one, in its paths.
    if (text.length >= 8 && !SECRET_MEMBER.test(text)) this.heardSecrets.add(text);
  }

  private visited(process: number) {
    return {
      origin: this.origin(process),
      mount: this.mount,
      patience: this.host.patience ?? 5000,
      heard: (
        answer: Answer,
        path: string,
        sent: { readonly json?: unknown; readonly form?: object; readonly outages?: readonly number[] },
      ) => {
        this.noteSecrets(sent.json, SECRET_MEMBER);
        this.noteSecrets(sent.form, SECRET_MEMBER);
        this.noteSecrets(answer.body, SECRET_ANSWER);
        for (const { value } of answer.cookies.values()) this.secret(value);
        if (path.startsWith(`${this.mount}/`)) assertSafe(answer, path, sent.outages ?? []);
      },
    };
  }

  private process(index: number) {
    const process = this.processes[index] ?? (this.host.singleProcess ? this.processes[0] : undefined);
    assert.ok(process, 'the attack was to say that it needs two instances');
    return process;
  }

  private watch({ instance }: ServingProcess): void {
    this.countHashes(instance.get(PasswordHasher));
    this.hearEvents(instance.get(AuthEvents));
  }

  /** A database that cannot be shared is each process's own: the same people are there, and nothing else. */
  private async introducePeople({ instance }: ServingProcess): Promise<void> {
    for (const { before } of this.people) {
      const dateJoined = before.dateJoined ?? this.clock.now();
      const { id } = await instance.get<UserStore>(UserStore).create({ ...before, dateJoined }, {});
      assert.equal(id, before.id);
      if (before.email === '') continue;
      const addresses = instance.get(EmailAddressStore);
      await addresses.verify((await addresses.create(id, before.email, true)).id, before.email);
    }
  }

  private noteSecrets(value: unknown, isSecret: RegExp): void {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, member] of Object.entries(value)) {
      if (typeof member === 'string' && isSecret.test(name)) this.secret(member);
      else this.noteSecrets(member, isSecret);
    }
  }

  private countHashes(hasher: PasswordHasher): void {
    const [hash, verify] = [hasher.hash.bind(hasher), hasher.verify.bind(hasher)];
    hasher.hash = (...given) => {
      this.hashRuns += 1;
      return hash(...given);
    };
    hasher.verify = (...given) => {
      this.hashRuns += 1;
      return verify(...given);
    };
  }

  private hearEvents(events: AuthEvents): void {
    const emit = events.emit.bind(events);
    events.emit = (event) => {
      this.happened.push(event);
      return emit(event);
    };
  }

  /** The values of each link in the mails so far, oldest first. */
  private async linksIn(link: 'passwordReset' | 'emailVerification'): Promise<string[][]> {
    const template = this.settings.links[link];
    assert.ok(template, `links.${link} was to be set`);
    const source = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '([^/?&#\\s]+)');
    return (await this.mails()).flatMap(({ text }) => {
      const [found, ...parts] = new RegExp(source).exec(text) ?? [];
      return found === undefined ? [] : [parts.map(decodeURIComponent)];
    });
  }

  /** What holds after every attack, whatever it was. */
  private async assertUnharmed(): Promise<void> {
    this.assertNotCrashed();
    assert.equal(Reflect.get({}, 'polluted'), undefined, 'no prototype was to be polluted');
    await this.assertPeopleUnchanged();
    await this.assertMailsGoHome();
    await this.assertServes();
    const log = this.log.lines.join('\n');
    const leaked = [...this.heardSecrets].filter((secret) => log.includes(secret));
    assert.deepEqual(leaked, [], 'the log was to hold no secret');
    // What the attack has left under way may have failed only now.
    this.assertNotCrashed();
  }

  private assertNotCrashed(): void {
    assert.deepEqual(this.crashWatch.crashes, [], 'nothing was to end the process');
  }

  private async assertPeopleUnchanged(): Promise<void> {
    for (const { person, before } of this.people) {
      const user = await this.instance.get<UserStore>(UserStore).findById(person.id);
      const free = [
        ...LIVELY,
        ...selfWritten(this.instance, before, ['isUpdateDate', 'isVersion']),
        ...(this.allowed.get(person) ?? []),
      ];
      if (free.includes('id')) continue;
      const lasting = (given: object | null) =>
        given && Object.fromEntries(Object.entries(given).filter(([name]) => !free.includes(name)));
      assert.deepEqual(lasting(user), lasting(before), `${person.username} was to stay who they are`);
    }
  }

  private async assertMailsGoHome(): Promise<void> {
    const { passwordReset, emailVerification } = this.settings.links;
    const hosts = [passwordReset, emailVerification].flatMap((link) => (link ? [new URL(link).host] : []));
    for (const { to, text, html } of await this.mails()) {
      const owners = [
        ...(await this.instance.get<UserStore>(UserStore).findByEmail(to, 1)),
        ...(await this.instance.get(EmailAddressStore).findByEmail(to, 1)),
      ];
      assert.ok(owners.length > 0, `${to} was to be an address of somebody`);
      const links = `${text} ${html}`.match(/https?:\/\/[^/\s"'<>]+/g) ?? [];
      for (const link of links) assert.ok(hosts.includes(new URL(link).host), `no mail was to lead to ${link}`);
    }
  }

  /** Whoever had nothing to do with it logs in and is known. */
  private async assertServes(): Promise<void> {
    // Beyond every rate's time.
    this.clock.advance(2 * 3600);
    this.provider.mend();
    this.mailer.failure = null;
    const witness = await this.addPerson(`witness-${randomHex(4)}`);
    const answer = await (await this.logIn(witness)).get('user/');
    assert.equal(answer.is(200).member('username'), witness.username);
  }
}

function newest<Secret>(secrets: readonly Secret[], of: string): Secret {
  const secret = secrets.at(-1);
  assert.ok(secret !== undefined, `a mail about ${of} was to be sent`);
  return secret;
}

/** What holds of every answer of ours. */
function assertSafe(answer: Answer, path: string, outages: readonly number[]): void {
  const { status, text } = answer;
  assert.ok(status < 500 || outages.includes(status), `${path} was never to answer ${String(status)} ${text}`);
  assert.ok(!LEAK.test(text), `${path} was to tell nothing of the inside: ${text}`);
  // What no endpoint of ours has taken is the adapter's to answer; of a path that cannot be read, none has.
  if ((status === 404 || !isReadable(path)) && answer.header('cache-control') === '') return;
  assert.equal(answer.header('cache-control'), 'no-store', `${path} was never to be kept by a cache`);
  if (text !== '') assert.match(answer.header('content-type'), /^application\/json/, `${path} was to answer JSON`);
}

function isReadable(path: string): boolean {
  try {
    return decodeURI(path) !== '';
  } catch {
    return false;
  }
}

async function listen(application: INestApplication): Promise<ServingProcess> {
  await application.listen(0, '127.0.0.1');
  const instances = RestAuthInstance.allOf(application.get(ModulesContainer));
  const instance = instances.find((one) => one.find(Clock) instanceof AttackedClock);
  assert.ok(instance, 'the application was to import the module with the options of the attack, ports included');
  const server: unknown = application.getHttpServer();
  assert.ok(server instanceof Server, 'the application was to have a server of Node’s');
  return { origin: new URL(await application.getUrl()).origin, instance, server };
}

function withTestPorts(
  options: Partial<RestAuthOptions>,
  clock: FrozenClock,
  mailer: MemoryMailer,
): Partial<RestAuthOptions> {
  class SiteClock extends AttackedClock {
    override now(): Date {
      return clock.now();
    }
  }
  class AttackedMailer extends Mailer {
    override send(...given: Parameters<Mailer['send']>): Promise<void> {
      return mailer.send(...given);
    }
  }
  return { ...options, ports: { clock: SiteClock, mailer: AttackedMailer, ...options.ports } };
}
