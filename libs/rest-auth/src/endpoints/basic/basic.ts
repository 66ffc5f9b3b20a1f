import { LoginController } from './login/login.controller.js';
import { LoginService } from './login/login.service.js';
import { LogoutController } from './logout/logout.controller.js';
import { LogoutService } from './logout/logout.service.js';
import { PasswordChangeController } from './password-change/password-change.controller.js';
import { PasswordChangeService } from './password-change/password-change.service.js';
import { PasswordResetController } from './password-reset/password-reset.controller.js';
import { PasswordResetService } from './password-reset/password-reset.service.js';
import { PasswordResetConfirmController } from './password-reset/password-reset-confirm.controller.js';
import { PasswordResetConfirmService } from './password-reset/password-reset-confirm.service.js';
import { UserDetailsController } from './user-details/user-details.controller.js';
import { UserDetailsService } from './user-details/user-details.service.js';

/** The basic endpoints, which are always there. */
export const basic = {
  controllers: {
    login: LoginController,
    logout: LogoutController,
    userDetails: UserDetailsController,
    passwordReset: PasswordResetController,
    passwordResetConfirm: PasswordResetConfirmController,
    passwordChange: PasswordChangeController,
  },
  providers: [
    LoginService,
    LogoutService,
    UserDetailsService,
    PasswordResetService,
    PasswordResetConfirmService,
    PasswordChangeService,
  ],
};
