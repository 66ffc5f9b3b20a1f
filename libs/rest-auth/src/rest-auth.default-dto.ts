import { LoginDto } from './endpoints/basic/login/login.dto.js';
import { PasswordChangeDto } from './endpoints/basic/password-change/password-change.dto.js';
import { PasswordResetConfirmDto } from './endpoints/basic/password-reset/password-reset-confirm.dto.js';
import { PasswordResetDto } from './endpoints/basic/password-reset/password-reset.dto.js';
import { UserDetailsDto } from './endpoints/basic/user-details/user-details.dto.js';
import { TokenRefreshDto } from './endpoints/jwt/token-refresh/token-refresh.dto.js';
import { TokenVerifyDto } from './endpoints/jwt/token-verify/token-verify.dto.js';
import { ResendEmailDto } from './endpoints/registration/email-verification/resend-email.dto.js';
import { VerifyEmailDto } from './endpoints/registration/email-verification/verify-email.dto.js';
import { RegisterDto } from './endpoints/registration/register/register.dto.js';
import type { DtoClasses } from './rest-auth.dto.js';
import { SocialLoginDto } from './social-providers/social-login.dto.js';
import { TwitterLoginDto } from './social-providers/twitter-login.dto.js';

/** The DTO classes that stand where the host gives none. */
export const defaultDtoClasses: DtoClasses = {
  login: LoginDto,
  userDetails: UserDetailsDto,
  passwordReset: PasswordResetDto,
  passwordResetConfirm: PasswordResetConfirmDto,
  passwordChange: PasswordChangeDto,
  register: RegisterDto,
  tokenVerify: TokenVerifyDto,
  tokenRefresh: TokenRefreshDto,
  verifyEmail: VerifyEmailDto,
  resendEmail: ResendEmailDto,
  socialLogin: SocialLoginDto,
  twitterLogin: TwitterLoginDto,
};
