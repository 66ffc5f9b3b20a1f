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
