import { Injectable } from '@nestjs/common';
import { type AuthUser, type NewUser, UserRowRegistrationStrategy } from 'nestjs-rest-auth';

import type { DemoRegisterDto } from './demo-register.dto.js';

/** Writes the profile with the user. Both are in the registration's transaction: there is no user without a profile. */
@Injectable()
export class ProfileRegistrationStrategy extends UserRowRegistrationStrategy {
  override async save(
    user: NewUser,
    extra: Readonly<Record<string, unknown>>,
    { company_name: companyName = '' }: Partial<DemoRegisterDto>,
  ): Promise<AuthUser> {
    const saved = await super.save(user, extra, {});
    return this.users.update(saved, { profile: { companyName } });
  }
}
