import {
  BooleanField,
  CharField,
  DtoClasses,
  EmailField,
  LoginDto,
  PasswordChangeDto,
  PasswordResetConfirmDto,
  PasswordResetDto,
  RegisterDto,
  ResendEmailDto,
  type RestAuthOptions,
  SocialLoginDto,
  TokenRefreshDto,
  TokenVerifyDto,
  TwitterLoginDto,
  UserDetailsDto,
  VerifyEmailDto,
} from 'nestjs-rest-auth';

import type { User } from '../support/test-user.js';
import { ask, type Host, KEY, PASSWORD, register, registration, withHost } from '../support/host.js';
import { socialHosts } from '../support/social-host.js';
import { GINA, TESS } from '../support/social-site.js';

const social = socialHosts();

const NEW = { new_password1: 'Looking-glass7', new_password2: 'Looking-glass7' };

class NamedLoginDto extends LoginDto {
  @CharField({ maxLength: 10 })
  declare username: string;
}

class CompanyDetailsDto extends UserDetailsDto {
  @CharField({ maxLength: 10 })
  company!: string;
}

class ShortResetDto extends PasswordResetDto {
  @EmailField({ maxLength: 20 })
  declare email: string;
}

class AgreedConfirmDto extends PasswordResetConfirmDto {
  @BooleanField()
  agreed!: boolean;
}

class ReasonedChangeDto extends PasswordChangeDto {
  @CharField({ maxLength: 10 })
  reason!: string;
}

class CompanyRegisterDto extends RegisterDto {
  @CharField({ maxLength: 10 })
  company!: string;
}

class ShortKeyDto extends VerifyEmailDto {
  @CharField({ maxLength: 20 })
  declare key: string;
}

class RequiredResendDto extends ResendEmailDto {
  @EmailField({ maxLength: 20 })
  declare email: string;
}

class ShortVerifyDto extends TokenVerifyDto {
  @CharField({ maxLength: 20 })
  declare token: string;
}

class ShortRefreshDto extends TokenRefreshDto {
  @CharField({ maxLength: 20 })
  declare refresh: string;
}

class AgreedSocialDto extends SocialLoginDto {
  @BooleanField()
  agreed!: boolean;
}

class AgreedTwitterDto extends TwitterLoginDto {
  @BooleanField()
  agreed!: boolean;
}

async function registerAs(host: Host, body: object): Promise<string> {
  const reply = await host.agent.post('/dj-rest-auth/registration/').send(body);
  return reply.body.key;
}

interface Swap<Name extends keyof DtoClasses> {
  options?: Partial<RestAuthOptions<User>>;
  dto: DtoClasses[Name];
  /** What is seen over HTTP: what the class refuses, and what it lets through. */
  act: (host: Host) => Promise<unknown>;
  expected: unknown;
}

const REQUIRED = ['This field is required.'];
const TOO_LONG = ['Ensure this field has no more than 20 characters.'];
const LONG = 'a-very-long-address@example.com';

/** A DTO class that is missing here does not compile. */
const SWAPS: { [Name in keyof DtoClasses]: Swap<Name> } = {
  login: {
    dto: NamedLoginDto,
    act: async (host) => {
      await register(host, 'alice');
      const login = { username: 'alice', password: PASSWORD };
      return ask(host, ['POST login', { password: PASSWORD }], ['POST login', login]);
    },
    expected: [
      [400, { username: REQUIRED }],
      [200, { key: KEY }],
    ],
  },
  userDetails: {
    dto: CompanyDetailsDto,
    act: async (host) => {
      const key = await register(host, 'alice');
      const user = { username: 'alice', company: 'ACME' };
      return ask(host, ['PUT user', { username: 'alice' }, key], ['PUT user', user, key]);
    },
    expected: [
      [400, { company: REQUIRED }],
      [200, { pk: 1, username: 'alice', email: 'alice@example.com', first_name: '', last_name: '', company: 'ACME' }],
    ],
  },
  passwordReset: {
    dto: ShortResetDto,
    act: (host) =>
      ask(host, ['POST password/reset', { email: LONG }], ['POST password/reset', { email: 'alice@example.com' }]),
    expected: [
      [400, { email: TOO_LONG }],
      [200, { detail: 'Password reset e-mail has been sent.' }],
    ],
  },
  passwordResetConfirm: {
    dto: AgreedConfirmDto,
    act: (host) => {
      const body = { ...NEW, uid: '1', token: 'nobody-s' };
      return ask(
        host,
        ['POST password/reset/confirm', body],
        ['POST password/reset/confirm', { ...body, agreed: true }],
      );
    },
    expected: [
      [400, { agreed: REQUIRED }],
      [400, { token: ['Invalid value'] }],
    ],
  },
  passwordChange: {
    dto: ReasonedChangeDto,
    act: async (host) => {
      const key = await register(host, 'alice');
      return ask(host, ['POST password/change', NEW, key], ['POST password/change', { ...NEW, reason: 'old' }, key]);
    },
    expected: [
      [400, { reason: REQUIRED }],
      [200, { detail: 'New password has been saved.' }],
    ],
  },
  register: {
    dto: CompanyRegisterDto,
    act: (host) =>
      ask(
        host,
        ['POST registration', registration('alice')],
        ['POST registration', registration('alice', { company: 'ACME' })],
      ),
    expected: [
      [400, { company: REQUIRED }],
      [201, { key: KEY }],
    ],
  },
  tokenVerify: {
    dto: ShortVerifyDto,
    options: { credentials: { issue: ['jwt'] } },
    act: (host) => ask(host, ['POST token/verify', { token: LONG }], ['POST token/verify', { token: 'nobody-s' }]),
    expected: [
      [400, { token: TOO_LONG }],
      [401, { detail: 'Token is invalid or expired', code: 'token_not_valid' }],
    ],
  },
  tokenRefresh: {
    dto: ShortRefreshDto,
    options: { credentials: { issue: ['jwt'] } },
    act: (host) =>
      ask(host, ['POST token/refresh', { refresh: LONG }], ['POST token/refresh', { refresh: 'nobody-s' }]),
    expected: [
      [400, { refresh: TOO_LONG }],
      [401, { detail: 'Token is invalid or expired', code: 'token_not_valid' }],
    ],
  },
  verifyEmail: {
    dto: ShortKeyDto,
    act: (host) =>
      ask(
        host,
        ['POST registration/verify-email', { key: LONG }],
        ['POST registration/verify-email', { key: 'nobody-s' }],
      ),
    expected: [
      [400, { key: TOO_LONG }],
      [404, { detail: 'Not found.' }],
    ],
  },
  resendEmail: {
    dto: RequiredResendDto,
    act: (host) =>
      ask(
        host,
        ['POST registration/resend-email', {}],
        ['POST registration/resend-email', { email: 'alice@example.com' }],
      ),
    expected: [
      [400, { email: REQUIRED }],
      [200, { detail: 'ok' }],
    ],
  },
  socialLogin: {
    dto: AgreedSocialDto,
    get options() {
      return social.options();
    },
    act: (host) => {
      const body = { access_token: social.provider.github.token(GINA) };
      return ask(host, ['POST github', body], ['POST github', { ...body, agreed: true }]);
    },
    expected: [
      [400, { agreed: REQUIRED }],
      [200, { key: KEY }],
    ],
  },
  twitterLogin: {
    dto: AgreedTwitterDto,
    get options() {
      return social.options();
    },
    act: (host) => {
      const body = social.provider.twitter.token(TESS);
      return ask(host, ['POST twitter', body], ['POST twitter', { ...body, agreed: true }]);
    },
    expected: [
      [400, { agreed: REQUIRED }],
      [200, { key: KEY }],
    ],
  },
};

describe('a DTO class', () => {
  it('is swapped here, whichever it is', async () => {
    const inForce = await withHost({}, async ({ app }) => Object.keys(app.get(DtoClasses, { strict: false })));
    expect(Object.keys(SWAPS)).toEqual(inForce);
  });

  it.each(Object.entries(SWAPS))('swapped by `dto: { %s }` says which fields there are', async (name, swap) => {
    expect(await withHost({ ...swap.options, dto: { [name]: swap.dto } }, swap.act)).toEqual(swap.expected);
  });

  it('asks a new user for names, which are kept and watched for in the password', async () => {
    class NamedRegisterDto extends RegisterDto {
      @CharField({ source: 'firstName' })
      first_name!: string;

      @CharField({ source: 'lastName', required: false })
      last_name?: string;
    }
    const names = { first_name: 'Wilhelmina', last_name: 'Lovelace' };
    const answers = await withHost({ dto: { register: NamedRegisterDto } }, async (host) => {
      const alike = { password1: 'wilhelmina7', password2: 'wilhelmina7' };
      const [refused] = await ask(host, ['POST registration', registration('alice', { ...names, ...alike })]);
      const key = await registerAs(host, registration('alice', names));
      return [refused, ...(await ask(host, ['GET user', undefined, key]))];
    });
    expect(answers).toEqual([
      [400, { non_field_errors: ['The password is too similar to the first name.'] }],
      [200, { pk: 1, username: 'alice', email: 'alice@example.com', ...names }],
    ]);
  });
});
