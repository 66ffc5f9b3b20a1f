import { ActiveLoginController } from './active-logins/active-login.controller.js';
import { ActiveLoginsController } from './active-logins/active-logins.controller.js';
import { ActiveLoginsService } from './active-logins/active-logins.service.js';

/** Where a user is logged in: there where `activeLogins` is on. */
export const logins = {
  controllers: {
    activeLogins: ActiveLoginsController,
    activeLogin: ActiveLoginController,
  },
  providers: [ActiveLoginsService],
};
