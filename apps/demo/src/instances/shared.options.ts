import type { DynamicModule } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { RestAuthOptions } from 'nestjs-rest-auth';

import type { Environment } from '../environment.js';
import { MailboxMailer } from '../mailbox/mailbox.mailer.js';
import { secretFrom } from '../secret-file.js';
import { DemoRegisterDto } from '../users/demo-register.dto.js';
import { ProfileRegistrationStrategy } from '../users/profile.registration-strategy.js';
import { ProfileSocialRegistrationStrategy } from '../users/profile.social-registration-strategy.js';
import { DemoUserDetailsDto } from '../users/user-details.dto.js';
import { User } from '../users/user.entity.js';

/**
 * What all instances have in common. One secret for all: the mails that wait are sealed with it in a table that they share, and any of them may be the
 * one that sends.
 */
export function sharedOptions(environment: Environment, mailbox: DynamicModule, redis: Redis | null) {
  const { publicUrl, smtpUrl, secret, databaseFile, throttling } = environment;
  return {
    user: User,
    secret: secret ?? secretFrom(`${databaseFile}-secret`),
    site: { name: 'nestjs-rest-auth demo', domain: new URL(publicUrl).host },
    throttling: throttling && { ...(redis && { redis: { client: redis } }) },
    mail: { from: 'demo@example.com', transport: smtpUrl ?? { jsonTransport: true } },
    dto: { userDetails: DemoUserDetailsDto, register: DemoRegisterDto },
    ports: {
      registrationStrategy: ProfileRegistrationStrategy,
      socialRegistrationStrategy: ProfileSocialRegistrationStrategy,
      // With a mail server the library's own mailer sends.
      ...(smtpUrl === null && { mailer: MailboxMailer }),
    },
    imports: [mailbox],
  } satisfies Partial<RestAuthOptions<User>>;
}

export type SharedOptions = ReturnType<typeof sharedOptions>;
