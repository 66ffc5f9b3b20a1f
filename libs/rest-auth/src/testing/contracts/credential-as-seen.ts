import assert from 'node:assert/strict';

import type { StoredCredential } from '../../credentials/credential-kind.js';

/** What of a stored credential is the port's; a store may answer whole rows. */
export function credentialAsSeen(stored: StoredCredential | null): StoredCredential {
  assert.ok(stored, 'the credential was to be found');
  const { id, userId, loginId, method, userAgent, address, createdAt, lastUsedAt, credentialsVersion } = stored;
  return { id, userId, loginId, method, userAgent, address, createdAt, lastUsedAt, credentialsVersion };
}
