import { addSeconds, SystemClock } from '../../kernel/clock.js';
import { randomAlphanumeric, randomDigits, randomHex } from '../../kernel/secrets.js';
import { FACEBOOK_TOKEN_SECONDS, FacebookGraph, type FacebookToken } from './facebook-graph.js';
import type { FakeAnswer } from './fake-answer.js';
import { type FakeClient, FakeClients } from './fake-clients.js';
import type { FakeProfile } from './fake-profile.js';
import { type FakeCodeOptions, OneTimeCodes } from './one-time-codes.js';
import type { ReceivedRequest } from './received-request.js';

/** What is particular of an access token of `FakeFacebook`. Without any of it, it is a good one of the first application. */
export interface FakeFacebookTokenOptions {
  /** The id of the application that it is for; the first one's if left out. */
  readonly client?: string;
  /** Unix seconds, 0 for never; in about 60 days if left out. */
  readonly expiresAt?: number;
  /** Whether Facebook takes it; if left out, until it expires. */
  readonly isValid?: boolean;
  /** `USER` if left out. */
  readonly type?: string;
  /** Fields laid over the `data` of `debug_token` and nothing else; undefined takes one away. */
  readonly debug?: Readonly<Record<string, unknown>>;
  /** The token itself; a random one if left out. */
  readonly token?: string;
}

/** What is particular of a code of `FakeFacebook`, and of the token that it is exchanged for. */
export type FakeFacebookCodeOptions = FakeFacebookTokenOptions & FakeCodeOptions;

/** Facebook Login, as an application meets it. */
export class FakeFacebook {
  private readonly clock = new SystemClock();
  private readonly clients = new FakeClients({ id: randomDigits(16), secret: randomHex(16) });
  private readonly tokens = new Map<string, FacebookToken>();
  private readonly codes = new OneTimeCodes();
  private readonly graph = new FacebookGraph(this.clients, this.tokens, this.codes, this.clock);

  /** The application that is there from the start. */
  get client(): FakeClient {
    return this.clients.first;
  }

  /** Registers another application: one more of the host's own, or a stranger's. */
  addClient(client: FakeClient): void {
    this.clients.add(client);
  }

  /** An access token of that person. */
  token(profile: FakeProfile, options: FakeFacebookTokenOptions = {}): string {
    const token = options.token ?? `EAA${randomAlphanumeric(80)}`;
    const now = this.clock.now();
    this.tokens.set(token, {
      client: this.clients.issuedTo(options.client),
      profile,
      issuedAt: unixSeconds(now),
      expiresAt: options.expiresAt ?? unixSeconds(addSeconds(now, FACEBOOK_TOKEN_SECONDS)),
      isValid: options.isValid ?? null,
      type: options.type ?? 'USER',
      debug: options.debug ?? {},
    });
    return token;
  }

  /** A code for an access token of that person; the token is made, with these options, when the code is exchanged. */
  code(profile: FakeProfile, options: FakeFacebookCodeOptions = {}): string {
    return this.codes.issue(this.clients.issuedTo(options.client), options, () => this.token(profile, options));
  }

  /** What the Graph API answers at a path below its root. */
  respond(request: ReceivedRequest, path: string): FakeAnswer {
    return this.graph.respond(request, path);
  }
}

function unixSeconds(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}
