import { Injectable, Logger, type OnModuleInit, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';

import type { SocialIdentity } from '../accounts/social-accounts/social-profile.js';
import { Failure, FieldErrors, NON_FIELD, unavailable } from '../kernel/errors.js';
import { errorName, logText } from '../kernel/log-text.js';
import { RestAuthOptionsError } from '../kernel/options-error.js';
import { stackOf } from '../kernel/stack.js';
import { DtoClasses } from '../rest-auth.dto.js';
import { RestAuthSettings } from '../rest-auth.settings.js';
import { cleanProfile } from './profile-cleaner.js';
import { ProviderOutage, ProviderRefusal } from './provider-failures.js';
import { ProviderHttp } from './provider-http.js';
import { SocialClientStore } from './social-client.store.js';
import { SocialMounts } from './social-mounts.js';
import { mountProblems } from './mount-problems.js';
import type { Identified, SocialApp, SocialProvider } from './social-provider.js';

/** When to come back after an outage of a provider's. */
const RETRY_SECONDS = 5;

/**
 * Has a provider identify somebody: within the deadline, not too many at a time, and with every failure of its told as one of three. No transaction is open
 * meanwhile; nothing is written.
 */
@Injectable()
export class SocialIdentifier implements OnModuleInit {
  private readonly logger = new Logger('RestAuth');
  private readonly running = new Map<string, number>();

  constructor(
    private readonly mounts: SocialMounts,
    private readonly modules: ModuleRef,
    private readonly clients: SocialClientStore,
    private readonly settings: RestAuthSettings,
    private readonly dtos: DtoClasses,
  ) {}

  /** What only the providers themselves can tell of the options. */
  onModuleInit(): void {
    const problems = mountProblems(
      Object.keys(this.mounts.providers).map((mount) => {
        const { name, endpoints } = this.provider(mount);
        return { mount, name, endpoints, app: this.settings.socialLogin.apps[mount] ?? {} };
      }),
    );
    if (problems.length > 0) throw new RestAuthOptionsError(problems);
  }

  /** What a login by the provider at that path sends. */
  dto(mount: string): Type<object> {
    return this.provider(mount).dto(this.dtos);
  }

  /** Throws `FieldErrors` for what the provider refuses, and a refusal (503) when it cannot be asked. */
  async identify(mount: string, input: object): Promise<SocialIdentity> {
    const running = this.running.get(mount) ?? 0;
    if (running >= this.settings.socialLogin.concurrency) throw unavailable(RETRY_SECONDS);
    this.running.set(mount, running + 1);
    try {
      return await this.ask(mount, input);
    } catch (error) {
      throw this.failureOf(mount, error);
    } finally {
      this.running.set(mount, (this.running.get(mount) ?? 1) - 1);
    }
  }

  private async ask(mount: string, input: object): Promise<SocialIdentity> {
    const provider = this.provider(mount);
    const { timeoutSeconds, maxAnswerBytes } = this.settings.socialLogin;
    const deadline = AbortSignal.timeout(timeoutSeconds * 1000);
    const http = new ProviderHttp(deadline, maxAnswerBytes);
    const { profile, tokens } = await Promise.race([
      this.app(mount, provider).then((app) => provider.identify(input, app, http)),
      // A provider or a store of the host's may go out by another way, which knows of no deadline.
      passing(deadline),
    ]);
    return {
      provider: this.providerId(mount),
      ...cleanProfile(profile),
      tokens,
    };
  }

  /** The names under which the mounted providers' identities are kept: those that somebody can log in by. */
  get providerIds(): string[] {
    return Object.keys(this.mounts.providers).map((mount) => this.providerId(mount));
  }

  private providerId(mount: string): string {
    return this.settings.socialLogin.apps[mount]?.providerId ?? this.provider(mount).name;
  }

  private provider(mount: string): SocialProvider {
    const type = this.mounts.providers[mount];
    if (!type) throw new TypeError(`No provider is mounted at ${mount}.`);
    return this.modules.get(type);
  }

  private async app(mount: string, provider: SocialProvider): Promise<SocialApp> {
    const [first, ...others] = await this.clients.find(mount);
    if (!first) throw new ProviderOutage('has no client');
    const { callbackUrl, scope, endpoints, accepts, pkce } = this.settings.socialLogin.apps[mount] ?? {};
    return {
      clients: [first, ...others],
      callbackUrl: callbackUrl ?? null,
      scope: scope ?? [],
      endpoint: (name) => endpoints?.[name] ?? provider.endpoints[name] ?? unnamed(name, mount),
      accepts: accepts ?? ['access_token', 'code'],
      pkce: pkce ?? false,
    };
  }

  private failureOf(mount: string, error: unknown): unknown {
    if (error instanceof ProviderRefusal) return FieldErrors.of(NON_FIELD, error.detail);
    if (error instanceof Failure) return error;
    const isOutage = error instanceof ProviderOutage;
    // The message of an unknown error may bear the token that it was about.
    const reason = isOutage ? logText(error.message) : errorName(error);
    const stack = isOutage ? undefined : stackOf(error);
    this.logger.error(`The provider at ${mount}/ could not identify somebody: ${reason}`, ...(stack ? [stack] : []));
    return unavailable(RETRY_SECONDS);
  }
}

function unnamed(name: string, mount: string): never {
  throw new TypeError(`The provider at ${mount} names no endpoint ${name}.`);
}

function passing(deadline: AbortSignal): Promise<Identified> {
  return new Promise((_, reject) => {
    deadline.addEventListener('abort', () => reject(new ProviderOutage('took too long')), { once: true });
  });
}
