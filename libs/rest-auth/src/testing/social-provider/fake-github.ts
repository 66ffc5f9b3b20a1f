import { SystemClock } from '../../kernel/clock.js';
import { randomAlphanumeric, randomHex } from '../../kernel/secrets.js';
import type { FakeAnswer } from './fake-answer.js';
import { type FakeClient, FakeClients } from './fake-clients.js';
import type { FakeProfile } from './fake-profile.js';
import { GithubApi, type GithubToken } from './github-api.js';
import { GithubWeb } from './github-web.js';
import { type FakeCodeOptions, OneTimeCodes } from './one-time-codes.js';
import type { ReceivedRequest } from './received-request.js';

/** What is particular of an access token of `FakeGithub`. Without any of it, it is a good one of the first application. */
export interface FakeGithubTokenOptions {
  /** The id of the application that it is for; the first one's if left out. */
  readonly client?: string;
  /**
   * What `GET /user/emails` answers, each `{ email, primary, verified }`. If left out: the profile's `email`, primary and
   * verified, where it is a text.
   */
  readonly emails?: readonly Readonly<Record<string, unknown>>[];
  /** What the person has consented to; `['read:user', 'user:email']` if left out. */
  readonly scopes?: readonly string[];
  /** The token itself; a random one if left out. */
  readonly token?: string;
}

/** What is particular of a code of `FakeGithub`, and of the token that it is exchanged for. */
export type FakeGithubCodeOptions = FakeGithubTokenOptions & FakeCodeOptions;

/** GitHub's OAuth apps, as an application meets them. */
export class FakeGithub {
  private readonly clock = new SystemClock();
  private readonly clients = new FakeClients({ id: `Ov23li${randomAlphanumeric(14)}`, secret: randomHex(20) });
  private readonly tokens = new Map<string, GithubToken>();
  private readonly codes = new OneTimeCodes();
  private readonly web = new GithubWeb(this.clients, this.tokens, this.codes);
  private readonly api = new GithubApi(this.clients, this.tokens);

  /** The application that is there from the start. */
  get client(): FakeClient {
    return this.clients.first;
  }

  /** Registers another application: one more of the host's own, or a stranger's. */
  addClient(client: FakeClient): void {
    this.clients.add(client);
  }

  /** An access token of that person. */
  token(profile: FakeProfile, options: FakeGithubTokenOptions = {}): string {
    const token = options.token ?? `gho_${randomAlphanumeric(36)}`;
    this.tokens.set(token, {
      number: this.tokens.size + 1,
      client: this.clients.issuedTo(options.client),
      profile,
      emails: options.emails ?? emailsOf(profile),
      scopes: options.scopes ?? ['read:user', 'user:email'],
      createdAt: this.clock.now(),
    });
    return token;
  }

  /** A code for an access token of that person; the token is made, with these options, when the code is exchanged. */
  code(profile: FakeProfile, options: FakeGithubCodeOptions = {}): string {
    return this.codes.issue(this.clients.issuedTo(options.client), options, () => this.token(profile, options));
  }

  /** What github.com answers. */
  respondOnWeb(request: ReceivedRequest, path: string): FakeAnswer {
    return this.web.respond(request, path);
  }

  /** What api.github.com answers. */
  respondOnApi(request: ReceivedRequest, path: string): FakeAnswer {
    return this.api.respond(request, path);
  }
}

function emailsOf({ email }: FakeProfile): GithubToken['emails'] {
  return typeof email === 'string' ? [{ email, primary: true, verified: true, visibility: 'public' }] : [];
}
