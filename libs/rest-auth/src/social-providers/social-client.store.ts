import { Injectable } from '@nestjs/common';

import { RestAuthSettings, type SocialClient } from '../rest-auth.settings.js';

/** Which clients we are at a provider. Swap it to keep them in a table that somebody edits. allauth: `SocialApp`. */
export abstract class SocialClientStore {
  /**
   * The clients of the provider that is mounted at that path, the one that exchanges codes first. None: nobody can log in by it now (503). Asked for each login,
   * so that an implementation over a network should remember for a while.
   */
  abstract find(mount: string): Promise<readonly SocialClient[]>;
}

/** Those of `socialLogin.apps`: the default. */
@Injectable()
export class OptionsSocialClientStore extends SocialClientStore {
  constructor(private readonly settings: RestAuthSettings) {
    super();
  }

  override async find(mount: string): Promise<readonly SocialClient[]> {
    return this.settings.socialLogin.apps[mount]?.clients ?? [];
  }
}
