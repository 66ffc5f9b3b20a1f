import { Injectable } from '@nestjs/common';
import { type AuthUser, type NewUser, type SocialIdentity, UserRowSocialRegistrationStrategy } from 'nestjs-rest-auth';

/** Writes a profile with a user who comes by a provider, too. */
@Injectable()
export class ProfileSocialRegistrationStrategy extends UserRowSocialRegistrationStrategy {
  override async save(user: NewUser, identity: SocialIdentity): Promise<AuthUser> {
    const saved = await super.save(user, identity);
    return this.users.update(saved, { profile: { companyName: '' } });
  }
}
