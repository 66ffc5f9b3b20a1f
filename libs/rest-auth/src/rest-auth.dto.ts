import type { Type } from '@nestjs/common';

import type { LoginDto } from './endpoints/basic/login/login.dto.js';
import type { PasswordChangeDto } from './endpoints/basic/password-change/password-change.dto.js';
import type { PasswordResetConfirmDto } from './endpoints/basic/password-reset/password-reset-confirm.dto.js';
import type { PasswordResetDto } from './endpoints/basic/password-reset/password-reset.dto.js';
import type { TokenRefreshDto } from './endpoints/jwt/token-refresh/token-refresh.dto.js';
import type { TokenVerifyDto } from './endpoints/jwt/token-verify/token-verify.dto.js';
import type { RegisterDto } from './endpoints/registration/register/register.dto.js';
import type { ResendEmailDto } from './endpoints/registration/email-verification/resend-email.dto.js';
import type { VerifyEmailDto } from './endpoints/registration/email-verification/verify-email.dto.js';
import type { SocialLoginDto } from './social-providers/social-login.dto.js';
import type { TwitterLoginDto } from './social-providers/twitter-login.dto.js';

/**
 * The DTO classes in force, by act. Swap one by `dto: { register: MyRegisterDto }`: a subclass with more fields, or a class of its own
 * with the properties that its strategy reads. dj-rest-auth: the `…_SERIALIZER` settings.
 */
export abstract class DtoClasses {
  /** dj-rest-auth: `LOGIN_SERIALIZER`. */
  abstract readonly login: Type<Partial<LoginDto>>;
  /** Read by GET, written by PUT and PATCH. dj-rest-auth: `USER_DETAILS_SERIALIZER`. */
  abstract readonly userDetails: Type<object>;
  /** dj-rest-auth: `PASSWORD_RESET_SERIALIZER`. */
  abstract readonly passwordReset: Type<PasswordResetDto>;
  /** dj-rest-auth: `PASSWORD_RESET_CONFIRM_SERIALIZER`. */
  abstract readonly passwordResetConfirm: Type<PasswordResetConfirmDto>;
  /** dj-rest-auth: `PASSWORD_CHANGE_SERIALIZER`. */
  abstract readonly passwordChange: Type<PasswordChangeDto>;
  /** dj-rest-auth: `REGISTER_SERIALIZER`. */
  abstract readonly register: Type<Partial<RegisterDto>>;
  /** Simple JWT: `TOKEN_VERIFY_SERIALIZER`. */
  abstract readonly tokenVerify: Type<TokenVerifyDto>;
  /** Simple JWT: `TOKEN_REFRESH_SERIALIZER`. */
  abstract readonly tokenRefresh: Type<TokenRefreshDto>;
  /** dj-rest-auth: `VerifyEmailSerializer`. */
  abstract readonly verifyEmail: Type<VerifyEmailDto>;
  /** dj-rest-auth: `ResendEmailVerificationSerializer`. */
  abstract readonly resendEmail: Type<ResendEmailDto>;
  /** Of providers that speak OAuth 2, for login and connect alike. dj-rest-auth: `SocialLoginSerializer`. */
  abstract readonly socialLogin: Type<SocialLoginDto>;
  /** dj-rest-auth: `TwitterLoginSerializer`. */
  abstract readonly twitterLogin: Type<TwitterLoginDto>;
}
