// The recorded sites' own serializers and functions, as a host of the module writes them.
import { Inject, Injectable, Post } from '@nestjs/common';
import {
  Answer,
  CharField,
  Clock,
  CredentialPresenter,
  CurrentExchange,
  EmailField,
  Mailer,
  NestedField,
  PasswordField,
  RandomTokenCreator,
  RegisterController,
  RegisterDto,
  TokenClaims,
  TypeOrmUnitOfWork,
  UserDetailsDto,
  UserPresenter,
  UserRowRegistrationStrategy,
  Endpoint,
  AuthGuard,
  Public,
} from 'nestjs-rest-auth';

import { Profile } from './host.mjs';

// `profile-user-details`: the FAQ's nested profile
class ProfileDto {}
CharField({ maxLength: 100 })(ProfileDto.prototype, 'company_name');
class ProfileUserDetailsDto extends UserDetailsDto {}
NestedField(() => ProfileDto)(ProfileUserDetailsDto.prototype, 'profile');

// `register-with-field`: a further field, kept in the profile
class CompanyRegisterDto extends RegisterDto {}
CharField({ maxLength: 100 })(CompanyRegisterDto.prototype, 'company_name');
class CompanyRegistrationStrategy extends UserRowRegistrationStrategy {
  async save(user, extra, input) {
    const saved = await super.save(user, extra, input);
    await this.work.manager.save(Profile, { companyName: input.company_name, user: { id: saved.id } });
    return saved;
  }
}
Inject(TypeOrmUnitOfWork)(CompanyRegistrationStrategy.prototype, 'work');
Injectable()(CompanyRegistrationStrategy);

// `token-with-user`
class TokenWithUserPresenter extends CredentialPresenter {
  present(issued, user) {
    return { key: issued.token.key, user: this.users.present(user) };
  }
}
Inject(UserPresenter)(TokenWithUserPresenter.prototype, 'users');
Injectable()(TokenWithUserPresenter);

// `new-token-each-login`
class ReplacingTokenCreator extends RandomTokenCreator {
  async create(user, token) {
    await this.tokens.deleteByUser(user.id, null);
    return super.create(user, token);
  }
}
Injectable()(ReplacingTokenCreator);

// `custom-login`
class EmailLoginDto {}
EmailField({ required: false, allowBlank: true })(EmailLoginDto.prototype, 'email');
PasswordField({ maxLength: null })(EmailLoginDto.prototype, 'password');

// `jwt-claims`
class NameClaims extends TokenClaims {
  claims({ username, email }) {
    return { name: username, email };
  }
}

/** The classes that a profile names, with the clock and the mailer that every replay needs. */
export function customClasses({ restAuth = {} }, clock, mailer) {
  class ReplayClock extends Clock {
    now() {
      return clock.now();
    }
  }
  class ReplayMailer extends Mailer {
    send(mail) {
      return mailer.send(mail);
    }
  }
  return {
    dto: {
      ...(restAuth.USER_DETAILS_SERIALIZER === 'profile-user-details' && { userDetails: ProfileUserDetailsDto }),
      ...(restAuth.REGISTER_SERIALIZER === 'register-with-field' && { register: CompanyRegisterDto }),
      ...(restAuth.LOGIN_SERIALIZER === 'custom-login' && { login: EmailLoginDto }),
    },
    ports: {
      clock: ReplayClock,
      mailer: ReplayMailer,
      ...(restAuth.REGISTER_SERIALIZER === 'register-with-field' && {
        registrationStrategy: CompanyRegistrationStrategy,
      }),
      ...(restAuth.TOKEN_SERIALIZER === 'token-with-user' && { credentialPresenter: TokenWithUserPresenter }),
      ...(restAuth.JWT_TOKEN_CLAIMS_SERIALIZER === 'jwt-claims' && { tokenClaims: NameClaims }),
      ...(restAuth.TOKEN_CREATOR === 'new-token-each-login' && { tokenCreator: ReplacingTokenCreator }),
    },
  };
}

class NoPasswordRegisterDto {}
CharField({ maxLength: 150 })(NoPasswordRegisterDto.prototype, 'username');
EmailField({ required: false })(NoPasswordRegisterDto.prototype, 'email');

/** The registration once more, at another path, for users without a password. */
export function noPasswordRegisterController() {
  class NoPasswordRegisterController extends RegisterController {
    post(exchange) {
      return this.register(NoPasswordRegisterDto, exchange);
    }
  }
  const { prototype } = NoPasswordRegisterController;
  Post()(prototype, 'post', Object.getOwnPropertyDescriptor(prototype, 'post'));
  CurrentExchange()(prototype, 'post', 0);
  Public()(NoPasswordRegisterController);
  Endpoint('dj-rest-auth/registration-no-password', ['POST', 'OPTIONS'], AuthGuard)(NoPasswordRegisterController);
  Reflect.defineMetadata('design:returntype', Answer, prototype, 'post');
  return NoPasswordRegisterController;
}
