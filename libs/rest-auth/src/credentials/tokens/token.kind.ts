import { Injectable } from '@nestjs/common';

import type { AuthUser, UserId } from '../../accounts/users/auth-user.js';
import { UserStore } from '../../accounts/users/user.store.js';
import type { Cookie } from '../../http/cookies.js';
import type { Exchange } from '../../http/exchange.js';
import { addSeconds, Clock } from '../../kernel/clock.js';
import { notAuthenticated } from '../../kernel/errors.js';
import { message, type PlainMessageCode } from '../../kernel/messages.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';
import {
  type ActiveCredential,
  CredentialKind,
  type CredentialOrigin,
  type CredentialReference,
  credentialsVersion,
  type IssuedCredentials,
  type Recognition,
} from '../credential-kind.js';
import { isAlive, isOfPresentCredentials, isUseWorthNoting } from '../credential-life.js';
import { readTokenHeader } from './token-header.js';
import { TokenCreator } from './token.creator.js';
import { TokenStore } from './token.store.js';

/** Opaque tokens in the Authorization header: DRF's TokenAuthentication. */
@Injectable()
export class TokenKind extends CredentialKind {
  override readonly name = 'token';
  override readonly challenge = 'Token';
  override readonly isCookie = false;
  // It says nothing of the browser that got a session with it.
  override readonly isLoginWide = false;
  override readonly mayEndUnknown = false;

  constructor(
    private readonly settings: RestAuthSettings,
    private readonly tokens: TokenStore,
    private readonly creator: TokenCreator,
    private readonly users: UserStore,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async recognise(exchange: Exchange): Promise<Recognition> {
    const header = readTokenHeader(exchange.header('authorization'));
    if (header === null) return null;
    if ('problem' in header) return rejected(header.problem);
    const token = await this.tokens.find(header.key);
    const now = this.clock.now();
    if (!token || !(this.settings.tokens.perUser || isAlive(token, this.settings.tokens, now))) {
      return rejected('invalid_token');
    }
    const user = await this.users.findById(token.userId);
    if (!user?.isActive) return rejected('user_inactive_or_deleted');
    if (!isOfPresentCredentials(token, user)) return rejected('invalid_token');
    if (isUseWorthNoting(token, now)) await this.tokens.touch(token.id, now);
    return { user, credential: { kind: this.name, id: token.id, loginId: token.loginId } };
  }

  override async issue(user: AuthUser, origin: CredentialOrigin): Promise<IssuedCredentials> {
    const key = await this.creator.create(user, {
      ...origin,
      userId: user.id,
      createdAt: this.clock.now(),
      credentialsVersion: credentialsVersion(user),
    });
    return { token: { key }, cookies: [] };
  }

  override async endPresented(exchange: Exchange): Promise<null> {
    const header = readTokenHeader(exchange.header('authorization'));
    const token = header && 'key' in header ? await this.tokens.find(header.key) : null;
    if (token) await this.tokens.delete(token.id);
    return null;
  }

  override async endLogin(userId: UserId, loginId: string): Promise<void> {
    // A user's one token belongs to every login, and ends with any of them, as dj-rest-auth has it.
    if (this.settings.tokens.perUser) await this.tokens.deleteByUser(userId, null);
    else await this.tokens.deleteByLogin(userId, loginId);
  }

  override async endAll(userId: UserId, except: CredentialReference | null): Promise<void> {
    await this.tokens.deleteByUser(userId, except?.kind === this.name ? except.id : null);
  }

  override async renew(own: CredentialReference, user: AuthUser): Promise<readonly Cookie[]> {
    await this.tokens.rebind(own.id, credentialsVersion(user));
    return [];
  }

  override async list(user: AuthUser, limit: number): Promise<ActiveCredential[]> {
    const now = this.clock.now();
    const { perUser } = this.settings.tokens;
    const tokens = await this.tokens.listByUser(user.id, limit);
    return tokens.filter(
      (token) => (perUser || isAlive(token, this.settings.tokens, now)) && isOfPresentCredentials(token, user),
    );
  }

  override purge(limit: number): Promise<number> {
    const { perUser, idleSeconds } = this.settings.tokens;
    // A user's one token has no end.
    return perUser ? Promise.resolve(0) : this.tokens.purge(addSeconds(this.clock.now(), -idleSeconds), limit);
  }
}

function rejected(problem: PlainMessageCode): Recognition {
  return { rejected: notAuthenticated(message(problem)) };
}
