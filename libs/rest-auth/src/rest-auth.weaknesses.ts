import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { type AbstractHttpAdapter, HttpAdapterHost } from '@nestjs/core';

import { type CredentialKindName, CredentialKinds } from './credentials/credential-kind.js';
import { environment } from './environment.js';
import { documentedDefaults, HARDENED, RISKS } from './rest-auth.defaults.js';
import { RestAuthSettings } from './rest-auth.settings.js';

/** A documented default that is weak: a row of the hardened preset. */
export interface HardenedDefault {
  /** The option's path. */
  readonly option: string;
  readonly byDefault: unknown;
  readonly hardened: unknown;
  readonly risk: string;
}

/** What the hardened preset changes, row by row. */
export function hardenedDefaults(): HardenedDefault[] {
  const defaults = documentedDefaults();
  return Object.entries(HARDENED).flatMap(([group, values]) =>
    Object.entries<unknown>(values).map(([name, hardened]) => ({
      option: `${group}.${name}`,
      byDefault: valueAt(defaults, group, name),
      hardened,
      risk: String(valueAt(RISKS, group, name)),
    })),
  );
}

/** Each weakness that those settings have with those kinds of credentials, with its remedy. */
export function weaknesses(settings: RestAuthSettings, kinds: readonly CredentialKindName[]): string[] {
  const weak = hardenedDefaults()
    .filter(({ option, byDefault, hardened }) => {
      const [group = '', name = ''] = option.split('.');
      const isInForce = byDefault !== hardened && isAsWeak(valueAt(settings, group, name), byDefault);
      return isInForce && !isMoot(option, settings, kinds);
    })
    .map(
      ({ option, hardened, risk }) =>
        `\`${option}\` is ${JSON.stringify(present(settings, option))}: ${risk}. Make it ${JSON.stringify(hardened)}, or take \`preset: 'hardened'\`.`,
    );
  if (settings.tokens.perUser && kinds.includes('token')) {
    weak.push(
      '`tokens.perUser` is true: tokens are stored readable and have no end. Leave it out once no client relies on it.',
    );
  }
  if (settings.throttling === false) {
    weak.push(
      '`throttling` is false: passwords can be guessed without end. Leave it out, or limit logins before they get here.',
    );
  }
  return weak;
}

/** What is weak in how the host's adapter takes addresses, where it shows it: Fastify does not. */
export function proxyWeaknesses(settings: RestAuthSettings, adapter: AbstractHttpAdapter | undefined): string[] {
  if (settings.throttling === false || adapter?.getType() !== 'express') return [];
  const application = adapter.getInstance<{ get(name: string): unknown }>();
  return application.get('trust proxy') === true
    ? [
        "`trust proxy` is true: whoever sends X-Forwarded-For chooses the address that is counted. Name your proxies, as in `app.set('trust proxy', 'loopback')`, or say how many there are.",
      ]
    : [];
}

/** The default, or what is weaker still: a shorter password, no verification at all. */
function isAsWeak(value: unknown, byDefault: unknown): boolean {
  if (typeof value === 'number' && typeof byDefault === 'number') return value <= byDefault;
  return value === byDefault || value === 'none';
}

function present(settings: RestAuthSettings, option: string): unknown {
  const [group = '', name = ''] = option.split('.');
  return valueAt(settings, group, name);
}

/** Whether nothing comes of that option: what it is about is not in use. */
function isMoot(
  option: string,
  { jwt, mail, socialLogin }: RestAuthSettings,
  kinds: readonly CredentialKindName[],
): boolean {
  if (option.startsWith('notices.') && mail === false) return true;
  if (option === 'notices.socialAccountConnected') return Object.keys(socialLogin.apps).length === 0;
  if (option === 'jwt.cookieCsrf') return jwt.accessCookieName === null;
  if (option === 'jwt.refreshCsrf') return jwt.refreshCookieName === null;
  if (option.startsWith('jwt.')) return !kinds.includes('jwt');
  return option.startsWith('sessions.') && !kinds.includes('session');
}

function valueAt(groups: object, group: string, name: string): unknown {
  const values: unknown = Reflect.get(groups, group);
  return typeof values === 'object' && values !== null ? Reflect.get(values, name) : undefined;
}

/** In production, names each weak default that is in force once, at boot; what is weaker still, too. */
@Injectable()
export class WeaknessNotice implements OnApplicationBootstrap {
  private readonly logger = new Logger('RestAuth');

  constructor(
    private readonly settings: RestAuthSettings,
    private readonly kinds: CredentialKinds,
    private readonly host: HttpAdapterHost,
  ) {}

  onApplicationBootstrap(): void {
    if (!environment.isProduction) return;
    const kinds = [...this.kinds.issued, ...this.kinds.recognised].map(({ name }) => name);
    const named = [...weaknesses(this.settings, kinds), ...proxyWeaknesses(this.settings, this.host.httpAdapter)];
    for (const weakness of named) this.logger.warn(weakness);
  }
}
