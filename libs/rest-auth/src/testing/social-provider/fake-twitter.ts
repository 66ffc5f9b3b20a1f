import { randomAlphanumeric, randomDigits } from '../../kernel/secrets.js';
import type { FakeAnswer } from './fake-answer.js';
import { type FakeClient, FakeClients } from './fake-clients.js';
import type { FakeProfile } from './fake-profile.js';
import type { ReceivedRequest } from './received-request.js';
import { TwitterApi, type TwitterToken } from './twitter-api.js';

/** What is particular of a token of `FakeTwitter`. Without any of it, it is a good one of the first application. */
export interface FakeTwitterTokenOptions {
  /** The id (consumer key) of the application that it is for; the first one's if left out. */
  readonly client?: string;
  /** The token itself; a random one if left out. */
  readonly token?: string;
  /** Its secret; a random one if left out. */
  readonly tokenSecret?: string;
}

/** A token and its secret, by the names under which clients of dj-rest-auth send them. */
export interface FakeTwitterToken {
  readonly access_token: string;
  readonly token_secret: string;
}

/** Twitter's OAuth 1.0a, as an application meets it. */
export class FakeTwitter {
  private readonly clients = new FakeClients({ id: randomAlphanumeric(25), secret: randomAlphanumeric(50) });
  private readonly tokens = new Map<string, TwitterToken>();
  private readonly api = new TwitterApi(this.clients, this.tokens);

  /** The application that is there from the start: its consumer key and secret. */
  get client(): FakeClient {
    return this.clients.first;
  }

  /** Registers another application: one more of the host's own, or a stranger's. */
  addClient(client: FakeClient): void {
    this.clients.add(client);
  }

  /** An access token of that person. */
  token(profile: FakeProfile, options: FakeTwitterTokenOptions = {}): FakeTwitterToken {
    const token = options.token ?? `${randomDigits(18)}-${randomAlphanumeric(31)}`;
    const secret = options.tokenSecret ?? randomAlphanumeric(45);
    this.tokens.set(token, { client: this.clients.issuedTo(options.client), profile, secret, nonces: new Set() });
    return { access_token: token, token_secret: secret };
  }

  /** What api.twitter.com answers. */
  respond(request: ReceivedRequest, path: string): FakeAnswer {
    return this.api.respond(request, path);
  }
}
