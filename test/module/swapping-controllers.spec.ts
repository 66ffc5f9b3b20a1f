import { Delete, Get, Param, Post } from '@nestjs/common';
import {
  ActiveLoginController,
  ActiveLoginsController,
  type Answer,
  type AuthUser,
  type ControllerClasses,
  CurrentExchange,
  CurrentUser,
  type Exchange,
  GitHubProvider,
  LoginController,
  LogoutController,
  PasswordChangeController,
  PasswordResetConfirmController,
  PasswordResetController,
  RegisterController,
  ResendEmailController,
  RestAuthModule,
  type RestAuthOptions,
  SocialAccountDisconnectController,
  SocialAccountsController,
  SocialConnectController,
  SocialLoginController,
  TokenRefreshController,
  TokenVerifyController,
  UserDetailsController,
  VerifyEmailController,
} from 'nestjs-rest-auth';

import type { User } from '../support/test-user.js';
import { type Host, KEY, PASSWORD, register, registration, REQUIRED, seen, withHost } from '../support/host.js';
import { socialHosts } from '../support/social-host.js';
import { FIONA, GINA } from '../support/social-site.js';

const social = socialHosts();

/** The mark by which a controller of the host's own is known. */
function mark(exchange: Exchange, name: string): void {
  exchange.setHeader('X-Host', name);
}

class HostLogin extends LoginController {
  @Post()
  override post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    mark(exchange, 'login');
    return super.post(exchange);
  }
}

class HostLogout extends LogoutController {
  @Post()
  override post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    mark(exchange, 'logout');
    return super.post(exchange);
  }
}

class HostUserDetails extends UserDetailsController {
  @Get()
  override get(@CurrentUser() user: AuthUser, @CurrentExchange() exchange?: Exchange): Answer {
    if (exchange) mark(exchange, 'userDetails');
    return super.get(user);
  }
}

class HostPasswordChange extends PasswordChangeController {
  @Post()
  override post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    mark(exchange, 'passwordChange');
    return super.post(exchange);
  }
}

class HostPasswordReset extends PasswordResetController {
  @Post()
  override post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    mark(exchange, 'passwordReset');
    return super.post(exchange);
  }
}

class HostPasswordResetConfirm extends PasswordResetConfirmController {
  @Post()
  override post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    mark(exchange, 'passwordResetConfirm');
    return super.post(exchange);
  }
}

class HostRegister extends RegisterController {
  @Post()
  override post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    mark(exchange, 'register');
    return super.post(exchange);
  }
}

class HostTokenVerify extends TokenVerifyController {
  @Post()
  override post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    mark(exchange, 'tokenVerify');
    return super.post(exchange);
  }
}

class HostTokenRefresh extends TokenRefreshController {
  @Post()
  override post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    mark(exchange, 'tokenRefresh');
    return super.post(exchange);
  }
}

class HostActiveLogins extends ActiveLoginsController {
  @Get()
  override list(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    mark(exchange, 'activeLogins');
    return super.list(exchange);
  }
}

class HostActiveLogin extends ActiveLoginController {
  @Delete()
  override end(@Param('id') id: string, @CurrentExchange() exchange: Exchange): Promise<Answer> {
    mark(exchange, 'activeLogin');
    return super.end(id, exchange);
  }
}

class HostVerifyEmail extends VerifyEmailController {
  @Post()
  override post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    mark(exchange, 'verifyEmail');
    return super.post(exchange);
  }
}

class HostResendEmail extends ResendEmailController {
  @Post()
  override post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    mark(exchange, 'resendEmail');
    return super.post(exchange);
  }
}

class HostSocialLogin extends SocialLoginController {
  @Post()
  override post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    mark(exchange, 'socialLogin');
    return super.post(exchange);
  }
}

class HostSocialConnect extends SocialConnectController {
  @Post()
  override post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    mark(exchange, 'socialConnect');
    return super.post(exchange);
  }
}

class HostSocialAccounts extends SocialAccountsController {
  @Get()
  override list(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    mark(exchange, 'socialAccounts');
    return super.list(exchange);
  }
}

class HostSocialAccountDisconnect extends SocialAccountDisconnectController {
  @Post()
  override disconnect(@Param('id') id: string, @CurrentExchange() exchange: Exchange): Promise<Answer> {
    mark(exchange, 'socialAccountDisconnect');
    return super.disconnect(id, exchange);
  }
}

interface Swap<Name extends keyof ControllerClasses> {
  controller: Required<ControllerClasses>[Name];
  options?: Partial<RestAuthOptions<User>>;
  /** A request to it. */
  ask: (host: Host) => Promise<Awaited<ReturnType<Host['agent']['post']>>>;
  /** What ours answers too. */
  expected: [number, unknown];
}

const post = (host: Host, path: string, body: object) => host.agent.post(`/dj-rest-auth/${path}/`).send(body);
const authorization = async (host: Host) => `Token ${await register(host, 'alice')}`;
const NEW = { new_password1: 'Looking-glass7', new_password2: 'Looking-glass7' };

/** A controller that is missing here does not compile. */
const SWAPS: { [Name in keyof Required<ControllerClasses>]: Swap<Name> } = {
  login: {
    controller: HostLogin,
    ask: async (host) => {
      await register(host, 'alice');
      return post(host, 'login', { username: 'alice', password: PASSWORD });
    },
    expected: [200, { key: KEY }],
  },
  logout: {
    controller: HostLogout,
    ask: async (host) => post(host, 'logout', {}).set('Authorization', await authorization(host)),
    expected: [200, { detail: 'Successfully logged out.' }],
  },
  userDetails: {
    controller: HostUserDetails,
    ask: async (host) => host.agent.get('/dj-rest-auth/user/').set('Authorization', await authorization(host)),
    expected: [200, { pk: 1, username: 'alice', email: 'alice@example.com', first_name: '', last_name: '' }],
  },
  passwordChange: {
    controller: HostPasswordChange,
    ask: async (host) => post(host, 'password/change', NEW).set('Authorization', await authorization(host)),
    expected: [200, { detail: 'New password has been saved.' }],
  },
  passwordReset: {
    controller: HostPasswordReset,
    ask: async (host) => post(host, 'password/reset', { email: 'alice@example.com' }),
    expected: [200, { detail: 'Password reset e-mail has been sent.' }],
  },
  passwordResetConfirm: {
    controller: HostPasswordResetConfirm,
    ask: async (host) => post(host, 'password/reset/confirm', { ...NEW, uid: '1', token: 'nobody-s' }),
    expected: [400, { token: ['Invalid value'] }],
  },
  register: {
    controller: HostRegister,
    ask: async (host) => post(host, 'registration', registration('alice')),
    expected: [201, { key: KEY }],
  },
  tokenVerify: {
    controller: HostTokenVerify,
    options: { credentials: { issue: ['jwt'] } },
    ask: async (host) => post(host, 'token/verify', { token: 'nobody-s' }),
    expected: [401, { detail: 'Token is invalid or expired', code: 'token_not_valid' }],
  },
  tokenRefresh: {
    controller: HostTokenRefresh,
    options: { credentials: { issue: ['jwt'] } },
    ask: async (host) => post(host, 'token/refresh', {}),
    expected: [401, { detail: 'No valid refresh token found.', code: 'token_not_valid' }],
  },
  activeLogins: {
    controller: HostActiveLogins,
    options: { activeLogins: true },
    ask: async (host) => host.agent.get('/dj-rest-auth/logins/').set('Authorization', await authorization(host)),
    expected: [200, [expect.objectContaining({ current: true, kinds: ['token', 'session'] })]],
  },
  activeLogin: {
    controller: HostActiveLogin,
    options: { activeLogins: true },
    ask: async (host) => host.agent.delete('/dj-rest-auth/logins/x/').set('Authorization', await authorization(host)),
    expected: [404, { detail: 'Not found.' }],
  },
  verifyEmail: {
    controller: HostVerifyEmail,
    ask: async (host) => post(host, 'registration/verify-email', { key: 'nobody-s' }),
    expected: [404, { detail: 'Not found.' }],
  },
  resendEmail: {
    controller: HostResendEmail,
    ask: async (host) => post(host, 'registration/resend-email', { email: 'alice@example.com' }),
    expected: [200, { detail: 'ok' }],
  },
  socialLogin: {
    controller: HostSocialLogin,
    get options() {
      return social.options();
    },
    ask: (host) => post(host, 'github', { access_token: social.provider.github.token(GINA) }),
    expected: [200, { key: KEY }],
  },
  socialConnect: {
    controller: HostSocialConnect,
    get options() {
      return social.options();
    },
    ask: async (host) =>
      post(host, 'facebook/connect', { access_token: social.provider.facebook.token(FIONA) }).set(
        'Authorization',
        await authorization(host),
      ),
    expected: [200, { key: KEY }],
  },
  socialAccounts: {
    controller: HostSocialAccounts,
    get options() {
      return social.options();
    },
    ask: async (host) =>
      host.agent.get('/dj-rest-auth/socialaccounts/').set('Authorization', await authorization(host)),
    expected: [200, []],
  },
  socialAccountDisconnect: {
    controller: HostSocialAccountDisconnect,
    get options() {
      return social.options();
    },
    ask: async (host) => post(host, 'socialaccounts/1/disconnect', {}).set('Authorization', await authorization(host)),
    expected: [404, { detail: 'Not found.' }],
  },
};

/** A class with all that it extends. */
function lineageOf(controller: object): object[] {
  const parent = Reflect.getPrototypeOf(controller);
  return [controller, ...(parent ? lineageOf(parent) : [])];
}

describe('a controller', () => {
  it('is swapped here, whichever it is; the page of the verification link is swapped by its `linkBuilder`, and the document of the keys by `jwt.keys`', () => {
    const { controllers = [] } = RestAuthModule.forRoot({
      ...REQUIRED,
      activeLogins: true,
      credentials: { issue: ['token', 'jwt'] },
      social: { providers: { github: GitHubProvider } },
      socialLogin: { apps: { github: { clients: [{ id: 'Iv1.web', secret: 'secret' }] } } },
    });
    const ours = Object.values(SWAPS).map(({ controller }) => Reflect.getPrototypeOf(controller));
    expect(controllers.flatMap(lineageOf)).toEqual(expect.arrayContaining(ours));
    expect(controllers).toHaveLength(ours.length + 2);
  });

  it('stands where ours stood, and nowhere else', () => {
    const options: RestAuthOptions<User> = {
      ...REQUIRED,
      activeLogins: true,
      credentials: { issue: ['token', 'jwt'] },
      ...social.options(),
    };
    const controllers = Object.fromEntries(Object.entries(SWAPS).map(([name, { controller }]) => [name, controller]));
    const paths = (given: ControllerClasses) =>
      (RestAuthModule.forRoot({ ...options, controllers: given }).controllers ?? [])
        .flatMap((controller): unknown => Reflect.getMetadata('path', controller))
        .sort();
    expect(paths(controllers)).toEqual(paths({}));
  });

  it.each(Object.entries(SWAPS))('swapped by `controllers: { %s }` answers in its place', async (name, swap) => {
    await withHost({ ...swap.options, controllers: { [name]: swap.controller } }, async (host) => {
      const answer = await swap.ask(host);
      expect([...seen(answer), answer.headers['x-host']]).toEqual([...swap.expected, name]);
    });
  });
});
