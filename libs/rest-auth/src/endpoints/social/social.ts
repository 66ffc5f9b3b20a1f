import type { Type } from '@nestjs/common';

import { type EndpointController, mount } from '../../http/endpoint.decorator.js';
import { mountFor } from '../../social-providers/social-mount.controller.js';
import { SocialAccountDisconnectController } from './social-accounts/social-account-disconnect.controller.js';
import { SocialAccountsController } from './social-accounts/social-accounts.controller.js';
import { SocialAccountsService } from './social-accounts/social-accounts.service.js';
import { SocialConnectController } from './social-connect/social-connect.controller.js';
import { SocialConnectService } from './social-connect/social-connect.service.js';
import { SocialLinking } from './social-login/social-linking.js';
import { SocialLoginController } from './social-login/social-login.controller.js';
import { SocialLoginService } from './social-login/social-login.service.js';
import { SocialRegistration } from './social-login/social-registration.js';

/** Logins by a provider: there where `social` is given. The first two controllers are mounted for each provider. */
export const social = {
  controllers: {
    socialLogin: SocialLoginController,
    socialConnect: SocialConnectController,
    socialAccounts: SocialAccountsController,
    socialAccountDisconnect: SocialAccountDisconnectController,
  },
  providers: [SocialLoginService, SocialRegistration, SocialLinking, SocialConnectService, SocialAccountsService],
};

interface SocialControllers {
  socialLogin: Type<SocialLoginController>;
  socialConnect: Type<SocialConnectController>;
  socialAccounts: Type<SocialAccountsController>;
  socialAccountDisconnect: Type<SocialAccountDisconnectController>;
}

/** The controllers where they stand: below `path`, but for accounts at a path that begins with a slash. */
export function mountSocial(
  path: string,
  { providers, accountsPath = 'socialaccounts' }: { providers: object; accountsPath?: string },
  { socialLogin, socialConnect, socialAccounts, socialAccountDisconnect }: SocialControllers,
): Type<EndpointController>[] {
  const accountsAt = accountsPath.startsWith('/') ? accountsPath.slice(1) : `${path}/${accountsPath}`;
  return [
    ...Object.keys(providers).flatMap((provider): Type<EndpointController>[] => [
      mount(mountFor(socialLogin, provider), `${path}/${provider}`),
      mount(mountFor(socialConnect, provider), `${path}/${provider}`),
    ]),
    mount(socialAccounts, accountsAt),
    mount(socialAccountDisconnect, accountsAt),
  ];
}
