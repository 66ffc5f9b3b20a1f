import { Injectable } from '@nestjs/common';

import { addSeconds, Clock } from '../../kernel/clock.js';
import { KeyRing } from '../../kernel/secrets.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';
import { type EmailAddress, EmailAddressStore } from './email-address.store.js';

/**
 * Keys that prove an address: signed and not stored, as allauth's are. A key is bound to the row and to the address in it, so that it is void
 * once either has changed; its effect comes once, because a verified row cannot be verified again.
 */
@Injectable()
export class EmailVerificationKeys {
  constructor(
    private readonly settings: RestAuthSettings,
    private readonly addresses: EmailAddressStore,
    private readonly keys: KeyRing,
    private readonly clock: Clock,
  ) {}

  /** A key for that address, and when it ends. */
  issue(address: EmailAddress): { key: string; expiresAt: Date } {
    const expiresAt = addSeconds(this.clock.now(), this.settings.email.verificationKeySeconds);
    const id = Buffer.from(String(address.id)).toString('base64url');
    const expiry = expiresAt.getTime().toString(36);
    const signature = this.keys.sign('email-verification', signedText(id, expiry, address));
    return { key: `${id}:${expiry}:${signature}`, expiresAt };
  }

  /** The unverified address that the key is for, or null. */
  async check(key: string): Promise<EmailAddress | null> {
    const [, id, expiry, signature] = /^([\w-]+):([0-9a-z]{1,11}):([0-9a-f]{64})$/.exec(key) ?? [];
    if (id === undefined || expiry === undefined || signature === undefined) return null;
    if (parseInt(expiry, 36) <= this.clock.now().getTime()) return null;
    const address = await this.addresses.findById(Buffer.from(id, 'base64url').toString());
    if (!address || address.verified) return null;
    return this.keys.isSigned('email-verification', signedText(id, expiry, address), signature) ? address : null;
  }
}

function signedText(id: string, expiry: string, { userId, email }: EmailAddress): string {
  return JSON.stringify([id, expiry, String(userId), email]);
}
