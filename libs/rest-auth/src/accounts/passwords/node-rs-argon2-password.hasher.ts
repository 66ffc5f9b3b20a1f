import { Injectable, type OnModuleInit } from '@nestjs/common';

import { optionalPackage } from '../../kernel/optional-package.js';
import { PARAMETERS } from './argon2.js';
import { Argon2PasswordHasher } from './argon2-password.hasher.js';

/**
 * The same hashes, computed by `@node-rs/argon2`, which is faster: `ports: { passwordHasher: NodeRsArgon2PasswordHasher }`. One can take the place of the other at any time. Needs
 * the package; without it the application does not start.
 */
@Injectable()
export class NodeRsArgon2PasswordHasher extends Argon2PasswordHasher implements OnModuleInit {
  async onModuleInit(): Promise<void> {
    const { hash, verify } = await optionalPackage(
      '@node-rs/argon2',
      'NodeRsArgon2PasswordHasher',
      () => import('@node-rs/argon2'),
    );
    // It writes argon2id, unless it is told otherwise.
    this.argon2 = {
      hash: async (password) => hash(password, PARAMETERS),
      verify: async (phc, password) => verify(phc, password),
    };
  }
}
