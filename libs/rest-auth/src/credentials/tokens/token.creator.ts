import { Injectable } from '@nestjs/common';

import type { AuthUser } from '../../accounts/users/auth-user.js';
import { UniqueViolation } from '../../kernel/unit-of-work.js';
import { randomHex } from '../../kernel/secrets.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';
import { isOfVersion } from '../credential-life.js';
import { type NewCredential, TokenStore } from './token.store.js';

/** Which key a login gives. dj-rest-auth: `REST_AUTH_TOKEN_CREATOR`. */
export abstract class TokenCreator {
  /** The key that the client gets: visible ASCII, for it goes into a header, and kept in the `TokenStore`. Joins the transaction that is open. */
  abstract create(user: AuthUser, token: NewCredential): Promise<string>;
}

/** A new key of 160 bits for each login, in DRF's form (40 hex digits); with `tokens.perUser` the user's one key. The default. */
@Injectable()
export class RandomTokenCreator extends TokenCreator {
  constructor(
    protected readonly settings: RestAuthSettings,
    protected readonly tokens: TokenStore,
  ) {
    super();
  }

  override async create(user: AuthUser, token: NewCredential): Promise<string> {
    const { perUser } = this.settings.tokens;
    const known = perUser ? await this.tokens.findReadable(user.id) : null;
    if (known !== null && !(await this.endIfVoid(known, token))) return known;
    const key = randomHex(20);
    try {
      await this.tokens.create(key, token, perUser);
      return key;
    } catch (error) {
      // Another login of the same user was first: its key is the one.
      const winner = error instanceof UniqueViolation ? await this.tokens.findReadable(user.id) : null;
      if (winner === null) throw error;
      return winner;
    }
  }

  /** A key of former credentials is void, and stays so: whoever has stolen it must not have it back by its owner's login. */
  private async endIfVoid(key: string, { credentialsVersion }: NewCredential): Promise<boolean> {
    const stored = await this.tokens.find(key);
    if (stored && isOfVersion(stored, credentialsVersion)) return false;
    if (stored) await this.tokens.delete(stored.id);
    return true;
  }
}
