import { ConfirmEmailPageController } from './email-verification/confirm-email-page.controller.js';
import { EmailVerificationService } from './email-verification/email-verification.service.js';
import { ResendEmailController } from './email-verification/resend-email.controller.js';
import { VerifyEmailController } from './email-verification/verify-email.controller.js';
import { RegisterController } from './register/register.controller.js';
import { RegisterService } from './register/register.service.js';
import { RegistrationGuard } from './register/registration.guard.js';

/** Registration and the proof of addresses: there unless `registration` is false. */
export const registration = {
  controllers: {
    register: RegisterController,
    verifyEmail: VerifyEmailController,
    resendEmail: ResendEmailController,
    confirmEmailPage: ConfirmEmailPageController,
  },
  providers: [RegisterService, RegistrationGuard, EmailVerificationService],
};
