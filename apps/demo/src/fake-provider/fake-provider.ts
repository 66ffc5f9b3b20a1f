import type { OnApplicationShutdown } from '@nestjs/common';
import type { SocialAppSettings } from 'nestjs-rest-auth';
import { FakeSocialProvider } from 'nestjs-rest-auth/testing';

import type { SocialService } from '../social/social-services.js';
import { SAMPLE_PEOPLE, type SamplePerson } from './sample-people.js';

/** Stands in for services that the demo has no keys of, on a loopback port. */
export class FakeProvider implements OnApplicationShutdown {
  private constructor(
    /** For which it stands in; none, and nothing runs. */
    readonly services: readonly SocialService[],
    private readonly server: FakeSocialProvider | null,
  ) {}

  static async start(services: readonly SocialService[]): Promise<FakeProvider> {
    if (services.length === 0) return new FakeProvider(services, null);
    const server = await FakeSocialProvider.start();
    for (const person of SAMPLE_PEOPLE) issueToken(server, person);
    return new FakeProvider(services, server);
  }

  /** Who can be met at its services. */
  get people(): readonly SamplePerson[] {
    return SAMPLE_PEOPLE.filter(({ service }) => this.services.includes(service));
  }

  /** What the library needs to ask it in place of a service. */
  app(service: SocialService): SocialAppSettings {
    if (this.server === null) throw new TypeError(`Nothing stands in for ${service}.`);
    return { clients: [this.server[service].client], endpoints: this.server.endpoints[service] };
  }

  /** After the requests that are under way: a login may still be asking. */
  async onApplicationShutdown(): Promise<void> {
    await this.server?.stop();
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
