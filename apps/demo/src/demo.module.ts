import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RestAuthModule } from 'nestjs-rest-auth';

import { databaseOptions } from './database.js';
import type { Environment } from './environment.js';
import type { FakeProvider } from './fake-provider/fake-provider.js';
import { FakeProviderModule } from './fake-provider/fake-provider.module.js';
import { MailboxMailer } from './mailbox/mailbox.mailer.js';
import { MailboxModule } from './mailbox/mailbox.module.js';
import { AssetsController } from './pages/assets.controller.js';
import { PagesController } from './pages/pages.controller.js';
import { PurgeTask } from './purge/purge.task.js';
import { secretFrom } from './secret-file.js';
import { ShutdownDeadline } from './shutdown.deadline.js';
import { socialOptions } from './social/social.options.js';
import { DemoRegisterDto } from './users/demo-register.dto.js';
import { ProfileRegistrationStrategy } from './users/profile.registration-strategy.js';
import { ProfileSocialRegistrationStrategy } from './users/profile.social-registration-strategy.js';
import { DemoUserDetailsDto } from './users/user-details.dto.js';
import { User } from './users/user.entity.js';
import { WhoamiController } from './whoami/whoami.controller.js';

/** The demo: the library's module in a host with a user, a mailbox and pages of its own. */
@Module({})
export class DemoModule {
  static forRoot(environment: Environment, fakeProvider: FakeProvider): DynamicModule {
    return {
      module: DemoModule,
      imports: [
        TypeOrmModule.forRoot(databaseOptions(environment)),
        ScheduleModule.forRoot(),
        FakeProviderModule.forRoot(fakeProvider),
        restAuth(environment, fakeProvider),
      ],
      controllers: [PagesController, AssetsController, WhoamiController],
      providers: [ShutdownDeadline, PurgeTask],
    };
  }
}

function restAuth(environment: Environment, fakeProvider: FakeProvider): DynamicModule {
  const { publicUrl, smtpUrl, secret, databaseFile } = environment;
  const cookies = { secure: publicUrl.startsWith('https:') };
  return RestAuthModule.forRoot<User>({
    user: User,
    secret: secret ?? secretFrom(`${databaseFile}-secret`),
    site: { name: 'nestjs-rest-auth demo', domain: new URL(publicUrl).host },
    email: { required: true, verification: 'mandatory' },
    sessions: cookies,
    csrf: { ...cookies, trustedOrigins: [publicUrl] },
    links: {
      emailVerification: `${publicUrl}/confirm-email/{key}/`,
      passwordReset: `${publicUrl}/password-reset/confirm/{uid}/{token}/`,
    },
    mail: { from: 'demo@example.com', transport: smtpUrl ?? { jsonTransport: true } },
    ...socialOptions(environment, fakeProvider),
    dto: { userDetails: DemoUserDetailsDto, register: DemoRegisterDto },
    ports: {
      registrationStrategy: ProfileRegistrationStrategy,
      socialRegistrationStrategy: ProfileSocialRegistrationStrategy,
      // With a mail server the library's own mailer sends.
      ...(smtpUrl === null && { mailer: MailboxMailer }),
    },
    imports: [MailboxModule.forRoot(smtpUrl)],
    isGlobal: true,
  });
}
