import { setImmediate } from 'node:timers/promises';

import { EmailVerificationKeys } from '../../accounts/emails/email-verification.keys.js';
import { PasswordResetTokens } from '../../accounts/passwords/password-reset.tokens.js';
import { IdentityFinder } from '../../accounts/social-accounts/identity.finder.js';
import { IdentityKeeper } from '../../accounts/social-accounts/identity.keeper.js';
import { SocialTokens } from '../../accounts/social-accounts/social-tokens.js';
import { UsernameGenerator } from '../../accounts/users/username.generator.js';
import { UsernameRules } from '../../accounts/users/username.rules.js';
import { CredentialIssuer } from '../../credentials/credential-issuer.js';
import { RequestOrigin } from '../../credentials/csrf/request-origin.js';
import { type AuthEvent, AuthEvents } from '../../events/auth.events.js';
import { EventTeller } from '../../events/event-teller.js';
import { EnglishMessageCatalogue } from '../../kernel/english.js';
import { KeyRing } from '../../kernel/secrets.js';
import { AccountMails } from '../../mail/account.mails.js';
import { TemplateLinkBuilder } from '../../mail/link.builder.js';
import { MailComposer } from '../../mail/mail.composer.js';
import { Outbox } from '../../mail/outbox.js';
import { documentedDefaults, MAIL_DEFAULTS } from '../../rest-auth.defaults.js';
import type { RestAuthSettings } from '../../rest-auth.settings.js';
import { MemoryThrottleStore } from '../../throttling/memory-throttle.store.js';
import { Throttle } from '../../throttling/throttle.js';
import { FrozenClock } from '../frozen.clock.js';
import { MemoryMailer } from '../memory.mailer.js';
import {
  MemoryEmailAddressStore,
  MemoryOutboxStore,
  MemoryPasswordResetStore,
  MemorySocialAccountStore,
  MemoryUserStore,
} from './memory-stores.js';
import { MemoryTables } from './memory-tables.js';
import { MemoryKind } from './memory.kind.js';

/** Settings that differ from the documented defaults, by group. */
export type SettingsGiven = {
  readonly [Group in 'username' | 'email' | 'socialLogin' | 'notices']?: Partial<RestAuthSettings[Group]>;
};

const CIRCUMSTANCES = ['outcome', 'at', 'instance', 'address', 'userAgent'];

/** What a spec may have otherwise. */
interface SiteParts {
  /** Whether credentials are cookies. Default false. */
  readonly isCookie?: boolean;
  /** The store of identities. */
  readonly accounts?: new (tables: MemoryTables) => MemorySocialAccountStore;
}

/** Who remembers what was told. */
class ToldEvents extends AuthEvents {
  readonly told: AuthEvent[] = [];

  override emit(event: AuthEvent): void {
    this.told.push(event);
  }
}

/**
 * What the rules of accounts work with, without Nest, a database or a server: the stores are tables in memory, and the clock stands still. Everything else is what runs in
 * production.
 */
export class MemorySite {
  readonly clock = new FrozenClock();
  readonly tables = new MemoryTables();
  readonly users = new MemoryUserStore(this.tables);
  readonly addresses = new MemoryEmailAddressStore(this.tables);
  readonly resets = new MemoryPasswordResetStore(this.tables);

  readonly socialAccounts: MemorySocialAccountStore;
  readonly settings: RestAuthSettings;
  readonly finder: IdentityFinder;
  readonly identities: IdentityKeeper;
  readonly usernames: UsernameGenerator;
  readonly issuer: CredentialIssuer;
  readonly mails: AccountMails;
  readonly events: EventTeller;

  private readonly keys: KeyRing;
  private readonly listener = new ToldEvents();

  constructor(given: SettingsGiven = {}, { isCookie = false, accounts = MemorySocialAccountStore }: SiteParts = {}) {
    const { tables, clock, users, addresses } = this;
    const socialAccounts = (this.socialAccounts = new accounts(tables));
    const settings = (this.settings = settingsWith(given));
    const keys = (this.keys = new KeyRing(settings.secret));
    this.finder = new IdentityFinder(socialAccounts, users, addresses);
    this.identities = new IdentityKeeper(socialAccounts, new SocialTokens(settings, socialAccounts, keys), clock);
    this.usernames = new UsernameGenerator(settings, users, new UsernameRules(settings, users));
    const kinds = [new MemoryKind(tables, clock, isCookie)];
    this.issuer = new CredentialIssuer({ issued: kinds, recognised: kinds }, new RequestOrigin(settings));
    this.events = new EventTeller(this.listener, tables, clock, 'dj-rest-auth');
    const composer = new MailComposer(settings, new EnglishMessageCatalogue());
    this.mails = new AccountMails(
      settings,
      new Outbox(settings, new MemoryOutboxStore(tables), composer, new MemoryMailer(), keys, clock, tables),
      new TemplateLinkBuilder(settings),
      new PasswordResetTokens(settings, this.resets, users, clock),
      new EmailVerificationKeys(settings, addresses, keys, clock),
      clock,
      new Throttle(settings, new MemoryThrottleStore(clock), keys),
      tables,
      addresses,
    );
  }

  /** The mails that wait to be sent: which, and to whom. */
  get letters(): { template: string; to: string }[] {
    return this.tables.rows.mails.flatMap((sealed) => {
      const text = sealed === null ? null : this.keys.decrypt('mail-outbox', sealed);
      if (text === null) return [];
      const { template, to } = JSON.parse(text) as { template: string; to: string };
      return [{ template, to }];
    });
  }

  /** What has been told, without when and from where: each of the events is told a turn after its commit. */
  async happenings(): Promise<object[]> {
    for (let turn = 0; turn < 2; turn += 1) await setImmediate();
    return this.listener.told.map((event) =>
      Object.fromEntries(Object.entries(event).filter(([name]) => !CIRCUMSTANCES.includes(name))),
    );
  }
}

function settingsWith({ username, email, socialLogin, notices }: SettingsGiven): RestAuthSettings {
  const defaults = documentedDefaults();
  return {
    ...defaults,
    username: { ...defaults.username, ...username },
    email: { ...defaults.email, ...email },
    socialLogin: { ...defaults.socialLogin, ...socialLogin },
    notices: { ...defaults.notices, ...notices },
    secret: 'k7Qm2vXc9Rt4Lp8Zw1Ny6Hb3Jd5Gf0Sa',
    secretFallbacks: [],
    throttling: false,
    links: {
      passwordReset: 'https://app.test/reset/{uid}/{token}',
      emailVerification: 'https://app.test/verify/{key}',
    },
    mail: { ...MAIL_DEFAULTS, transport: { jsonTransport: true } },
  };
}
