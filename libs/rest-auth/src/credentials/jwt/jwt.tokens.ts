import { Injectable } from '@nestjs/common';

import type { AuthUser, UserId } from '../../accounts/users/auth-user.js';
import { UserStore } from '../../accounts/users/user.store.js';
import type { HttpRequest } from '../../http/exchange.js';
import { addSeconds, Clock } from '../../kernel/clock.js';
import { notAuthenticated, type Refusal } from '../../kernel/errors.js';
import { message, type PlainMessageCode } from '../../kernel/messages.js';
import { digest } from '../../kernel/secrets.js';
import { UniqueViolation } from '../../kernel/unit-of-work.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';
import { type CredentialOrigin, credentialsVersion } from '../credential-kind.js';
import { JwtCodec, type JwtContents, type SignedJwt } from './jwt.codec.js';
import { type RefreshFamily, RefreshFamilyStore } from './refresh-family.store.js';
import { type Claims, TokenClaims } from './token-claims.provider.js';
import { familyOf, TokenIds } from './token-id.js';

/** What a login gives. */
export interface JwtPair {
  readonly access: SignedJwt;
  readonly refresh: SignedJwt;
}

/** What a refresh gives; a refresh token with rotation alone. */
export interface RefreshedJwt {
  readonly access: SignedJwt;
  readonly refresh: SignedJwt | null;
}

/** A refresh that was refused. Where somebody else was merely faster, what that one got is left alone. */
export interface RefusedRefresh {
  readonly refused: Refusal;
  readonly isRace: boolean;
  /** Whose login was ended for it: a token has come back that was exchanged before. */
  readonly ended?: { readonly userId: UserId; readonly loginId: string };
}

/** Whose an access token is, or why it is nobody's. */
export type AccessDecision = { readonly user: AuthUser; readonly family: string } | { readonly rejected: Refusal };

/** Two uses of one refresh token within so many seconds are a race of one client's tabs; later it is somebody who has stolen it. */
const GRACE_SECONDS = 10;
/** A use is noted when the last note is older. */
const TOUCH_SECONDS = 3600;

/** The claims by which tokens are checked. */
const STANDING = ['token_type', 'exp', 'iat', 'nbf', 'jti', 'iss', 'aud'];

/** Makes tokens and decides about them: who may still use which. */
@Injectable()
export class JwtTokens {
  constructor(
    private readonly settings: RestAuthSettings,
    private readonly codec: JwtCodec,
    private readonly ids: TokenIds,
    private readonly families: RefreshFamilyStore,
    private readonly users: UserStore,
    private readonly claims: TokenClaims,
    private readonly clock: Clock,
  ) {}

  /** The tokens of a login. Joins the transaction that is open. */
  async issue(user: AuthUser, origin: CredentialOrigin, request: HttpRequest): Promise<JwtPair> {
    const now = this.clock.now();
    const claims = this.withStanding(user, await this.claims.claims(user, request));
    const { rotateRefreshTokens, refreshSeconds } = this.settings.jwt;
    const expiresAt = rotateRefreshTokens ? this.nextEnd(now) : addSeconds(now, refreshSeconds);
    const ids = this.ids.makePair(origin.loginId, user);
    const refresh = this.codec.sign('refresh', ids.refresh, expiresAt, claims);
    await this.families.create({
      ...origin,
      id: origin.loginId,
      userId: user.id,
      currentDigest: null,
      formerDigest: null,
      rotatedAt: null,
      createdAt: now,
      lastUsedAt: now,
      expiresAt: refresh.expiresAt,
      endedAt: null,
      credentialsVersion: credentialsVersion(user),
    });
    return { access: this.access(ids.access, claims), refresh };
  }

  /** Another access token for a login whose user has changed the password. */
  async renewAccess(user: AuthUser, family: string, request: HttpRequest): Promise<SignedJwt> {
    const claims = this.withStanding(user, await this.claims.claims(user, request));
    return this.access(this.ids.make(family, user), claims);
  }

  /** Whose that access token is. */
  async admit(token: string): Promise<AccessDecision> {
    const decoded = this.codec.decode(token, 'access');
    if ('problem' in decoded) return { rejected: notAnAccessToken(decoded.problem) };
    return this.admitContents(decoded.contents);
  }

  private async admitContents({ userId, jti, issuedAt }: JwtContents): Promise<AccessDecision> {
    if (userId === null) return { rejected: refusal('jwt_without_user', 'token_not_valid') };
    const id = familyOf(jti);
    const { user, family } = this.settings.jwt.statefulAccess
      ? await this.families.find(id, userId)
      : { user: await this.users.findById(userId), family: null };
    if (!user) return { rejected: refusal('user_not_found', 'user_not_found') };
    if (!user.isActive) return { rejected: refusal('user_inactive', 'user_inactive') };
    if (!this.ids.isCurrent(jti, issuedAt, user) || family?.endedAt) {
      return { rejected: notAnAccessToken('jwt_invalid') };
    }
    return { user, family: id };
  }

  /** Whether a token of either type is good: `token/verify/`. */
  async verify(token: string): Promise<boolean> {
    const decoded = this.codec.decode(token, null);
    if ('problem' in decoded) return false;
    const { contents } = decoded;
    if (contents.type === 'access') return 'user' in (await this.admitContents(contents));
    const found = await this.refreshable(contents);
    return 'user' in found && !(found.family && this.isUsedUp(contents, found.family));
  }

  /** Another access token, and with rotation another refresh token. */
  async refresh(token: string): Promise<RefreshedJwt | RefusedRefresh> {
    const decoded = this.codec.decode(token, 'refresh');
    if ('problem' in decoded) return { refused: invalidOrExpired(), isRace: false };
    const { contents } = decoded;
    const found = await this.refreshable(contents);
    if ('refused' in found) return found;
    const { user, family } = found;
    const id = familyOf(contents.jti);
    if (family && this.isUsedUp(contents, family)) return this.reuse(contents, family);
    if (!this.settings.jwt.rotateRefreshTokens) {
      await this.noteUse(family);
      return { access: this.access(this.ids.make(id, user), contents.copied), refresh: null };
    }
    const former = family ?? this.foreignFamily(contents, user);
    const expiresAt = this.nextEnd(former.createdAt);
    if (expiresAt <= this.clock.now()) return { refused: invalidOrExpired(), isRace: false };
    const ids = this.ids.makePair(id, user);
    const next = this.codec.sign('refresh', ids.refresh, expiresAt, contents.copied);
    if (!(await this.rotate(contents, former, family === null, next))) {
      return { refused: invalidOrExpired(), isRace: true };
    }
    return { access: this.access(ids.access, contents.copied), refresh: next };
  }

  /**
   * Makes a refresh token void, and all that come from the same login: logout. Answers what is wrong with it, or null. Throws `UniqueViolation` where
   * somebody else has first heard of it in the same moment.
   */
  async blacklist(token: string): Promise<PlainMessageCode | null> {
    const decoded = this.codec.decode(token, 'refresh');
    if ('problem' in decoded) return decoded.problem;
    const { contents } = decoded;
    if (contents.userId === null) return 'jwt_invalid';
    const id = familyOf(contents.jti);
    const { user, family } = await this.families.find(id, contents.userId);
    if (!user) return 'jwt_invalid';
    if (family) {
      if (this.isUsedUp(contents, family)) return 'jwt_blacklisted';
      return (await this.families.end(id, this.clock.now())) ? null : 'jwt_blacklisted';
    }
    await this.families.create({ ...this.foreignFamily(contents, user), endedAt: this.clock.now() });
    return null;
  }

  /** The user whose refresh token it is, and the family, if there is one; or why it is of no use. */
  private async refreshable(
    contents: JwtContents,
  ): Promise<{ user: AuthUser; family: RefreshFamily | null } | RefusedRefresh> {
    if (contents.userId === null) return { refused: invalidOrExpired(), isRace: false };
    const { user, family } = await this.families.find(familyOf(contents.jti), contents.userId);
    if (!user?.isActive) return { refused: notAuthenticated(message('no_active_account')), isRace: false };
    // Each login of ours has a row, for as long as its tokens are good. One that was taken away too early, by a purge whose clock was ahead, may have been of a login that has ended.
    if (!family && this.ids.isOurs(contents.jti)) return { refused: invalidOrExpired(), isRace: false };
    const isCurrent = family
      ? family.credentialsVersion === credentialsVersion(user)
      : this.ids.isCurrent(contents.jti, contents.issuedAt, user);
    return isCurrent ? { user, family } : { refused: invalidOrExpired(), isRace: false };
  }

  private isUsedUp({ jti }: JwtContents, { endedAt, currentDigest }: RefreshFamily): boolean {
    return endedAt !== null || (currentDigest !== null && currentDigest !== digest(jti));
  }

  /** A token that was rotated away comes back: a race, or a thief, who must not go on, nor whoever was robbed. */
  private async reuse({ jti }: JwtContents, family: RefreshFamily): Promise<RefusedRefresh> {
    const now = this.clock.now();
    const isRace =
      family.endedAt === null &&
      family.formerDigest === digest(jti) &&
      family.rotatedAt !== null &&
      addSeconds(family.rotatedAt, GRACE_SECONDS) >= now;
    const hasEnded = !isRace && family.endedAt === null && (await this.families.end(family.id, now));
    const { userId, loginId } = family;
    return { refused: invalidOrExpired(), isRace, ...(hasEnded && { ended: { userId, loginId } }) };
  }

  /** Notes that a token has become another one; false where somebody was faster. The row stays for as long as any of its tokens could be good. */
  private async rotate(
    contents: JwtContents,
    former: RefreshFamily,
    isNew: boolean,
    next: SignedJwt,
  ): Promise<boolean> {
    const now = this.clock.now();
    const expiresAt = former.expiresAt > next.expiresAt ? former.expiresAt : next.expiresAt;
    // A family that has begun with a blacklist goes on with it.
    if (!this.settings.jwt.blacklistAfterRotation && former.currentDigest === null) {
      if (!(isNew && (await this.create({ ...former, expiresAt }))))
        await this.families.touch(former.id, now, expiresAt);
      return true;
    }
    const [from, to] = [digest(contents.jti), digest(next.jti)];
    return isNew
      ? this.create({ ...former, currentDigest: to, formerDigest: from, rotatedAt: now, expiresAt })
      : this.families.rotate(former.id, { from, to, at: now, expiresAt });
  }

  /** Whether the family is new: somebody may have written it in the same moment. */
  private async create(family: RefreshFamily): Promise<boolean> {
    try {
      await this.families.create(family);
      return true;
    } catch (error) {
      if (error instanceof UniqueViolation) return false;
      throw error;
    }
  }

  /** What is known of a login at another server. */
  private foreignFamily({ jti, issuedAt, expiresAt }: JwtContents, user: AuthUser): RefreshFamily {
    const now = this.clock.now();
    const id = familyOf(jti);
    return {
      id,
      userId: user.id,
      loginId: id,
      method: 'password',
      userAgent: null,
      address: null,
      currentDigest: null,
      formerDigest: null,
      rotatedAt: null,
      // Nothing that is here was made in the future, whatever another server's clock says.
      createdAt: issuedAt && issuedAt < now ? issuedAt : now,
      lastUsedAt: now,
      expiresAt,
      endedAt: null,
      credentialsVersion: credentialsVersion(user),
    };
  }

  /** When a refresh token ends that is made now: a family ends at last, however often it is rotated. */
  private nextEnd(familyCreatedAt: Date): Date {
    const { refreshSeconds, familySeconds } = this.settings.jwt;
    const [next, last] = [addSeconds(this.clock.now(), refreshSeconds), addSeconds(familyCreatedAt, familySeconds)];
    return next < last ? next : last;
  }

  private async noteUse(family: RefreshFamily | null): Promise<void> {
    const now = this.clock.now();
    if (family && addSeconds(family.lastUsedAt, TOUCH_SECONDS) <= now)
      await this.families.touch(family.id, now, family.expiresAt);
  }

  private access(jti: string, claims: Claims): SignedJwt {
    return this.codec.sign('access', jti, addSeconds(this.clock.now(), this.settings.jwt.accessSeconds), claims);
  }

  /** A provider's claims never replace those by which tokens are checked. */
  private withStanding(user: AuthUser, further: Claims): Claims {
    const { userIdClaim, issuer, audience } = this.settings.jwt;
    const own = Object.entries(further).filter(([name]) => name !== userIdClaim && !STANDING.includes(name));
    return {
      [userIdClaim]: String(user.id),
      ...Object.fromEntries(own),
      ...(audience !== null && { aud: audience }),
      ...(issuer !== null && { iss: issuer }),
    };
  }
}

function refusal(detail: PlainMessageCode, code: string): Refusal {
  return notAuthenticated(message(detail), { code });
}

/** One text for whatever is wrong with a token: nobody learns which it was. */
export function invalidOrExpired(): Refusal {
  return refusal('jwt_invalid_or_expired', 'token_not_valid');
}

function notAnAccessToken(problem: PlainMessageCode): Refusal {
  return notAuthenticated(message('jwt_not_valid_for_any_type'), {
    code: 'token_not_valid',
    tokenMessages: [{ tokenClass: 'AccessToken', tokenType: 'access', message: message(problem) }],
  });
}
