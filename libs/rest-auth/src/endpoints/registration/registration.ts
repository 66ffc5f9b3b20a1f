import { ConfirmEmailPageController } from './email-verification/confirm-email-page.controller.js';
import { EmailVerificationService } from './email-verification/email-verification.service.js';
import { ResendEmailController } from './email-verification/resend-email.controller.js';
import { VerifyEmailController } from './email-verification/verify-email.controller.js';
import { RegisterController } from './register/register.controller.js';
import { RegisterService } from './register/register.service.js';
import { RegistrationGuard } from './register/registration.guard.js';

/** There unless `registration` is false. */
export const registration = {
  controllers: { register: RegisterController },
  providers: [RegisterService, RegistrationGuard],
};

/** The proof of addresses: there for whoever registers, or comes by a provider. */
export const emailVerification = {
  controllers: {
    verifyEmail: VerifyEmailController,
    resendEmail: ResendEmailController,
    confirmEmailPage: ConfirmEmailPageController,
  },
  providers: [EmailVerificationService],
};
