import type { OnApplicationShutdown } from '@nestjs/common';
import type { SocialAppSettings } from 'nestjs-rest-auth';
import { FakeSocialProvider } from 'nestjs-rest-auth/testing';

import type { SocialService } from '../social/social-services.js';
import { codeConsent } from './authorize/code-consent.js';
import { type Consent, parameter } from './authorize/consent.js';
import { FakeTwitterHandshake } from './authorize/fake-twitter-handshake.js';
import { SAMPLE_PEOPLE, type SamplePerson } from './sample-people.js';

/** Stands in for services that the demo has no keys of, on a loopback port. */
export class FakeProvider implements OnApplicationShutdown {
  /** A login by Twitter in the demo's own client. */
  readonly twitter = new FakeTwitterHandshake();

  private constructor(
    /** For which it stands in; none, and nothing runs. */
    readonly services: readonly SocialService[],
    private readonly publicUrl: string,
    private readonly server: FakeSocialProvider | null,
  ) {}

  /** `publicUrl` is the demo's own, to which alone it sends browsers back. */
  static async start(services: readonly SocialService[], publicUrl: string): Promise<FakeProvider> {
    if (services.length === 0) return new FakeProvider(services, publicUrl, null);
    const server = await FakeSocialProvider.start();
    for (const person of SAMPLE_PEOPLE) issueToken(server, person);
    return new FakeProvider(services, publicUrl, server);
  }

  /** Who can be met at its services. */
  get people(): readonly SamplePerson[] {
    return SAMPLE_PEOPLE.filter(({ service }) => this.services.includes(service));
  }

  peopleAt(service: SocialService): readonly SamplePerson[] {
    return this.people.filter((person) => person.service === service);
  }

  /** The demo as it is registered there. */
  clientId(service: SocialService): string {
    return this.running(service)[service].client.id;
  }

  /** What the library needs to ask it in place of a service. */
  app(service: SocialService): SocialAppSettings {
    const server = this.running(service);
    return { clients: [server[service].client], endpoints: server.endpoints[service] };
  }

  /** What the demo asks of somebody there. Throws a `ConsentProblem`. */
  consent(service: SocialService, parameters: Readonly<Record<string, unknown>>): Consent {
    if (service === 'twitter') return this.twitter.consent(parameter(parameters, 'oauth_token'));
    const server = this.running(service);
    return codeConsent(parameters, {
      clientId: this.clientId(service),
      callbacks: [`${this.publicUrl}/app/social/${service}`, `${this.publicUrl}/social/${service}`],
      issueCode: ({ profile, emails }, options) =>
        service === 'facebook'
          ? server.facebook.code(profile, options)
          : server.github.code(profile, { ...options, ...(emails && { emails }) }),
    });
  }

  /** After the requests that are under way: a login may still be asking. */
  async onApplicationShutdown(): Promise<void> {
    await this.server?.stop();
  }

  private running(service: SocialService): FakeSocialProvider {
    if (this.server === null) throw new TypeError(`Nothing stands in for ${service}.`);
    return this.server;
  }
}

function issueToken(server: FakeSocialProvider, person: SamplePerson): void {
  const { service, profile, accessToken: token, tokenSecret, emails } = person;
  switch (service) {
    case 'facebook':
      server.facebook.token(profile, { token, expiresAt: 0 });
      return;
    case 'github':
      server.github.token(profile, { token, ...(emails && { emails }) });
      return;
    case 'twitter':
      server.twitter.token(profile, { token, ...(tokenSecret !== undefined && { tokenSecret }) });
  }
}
