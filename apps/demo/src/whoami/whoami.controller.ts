import { Controller, Get, UseGuards } from '@nestjs/common';
import { AuthGuard, CurrentUser } from 'nestjs-rest-auth';

import type { User } from '../users/user.entity.js';

/** A controller of the host's own, for whoever is logged in: by a token or by a session, as at the module's own endpoints. */
@Controller('whoami')
@UseGuards(AuthGuard)
export class WhoamiController {
  @Get()
  whoami(@CurrentUser() user: User) {
    return whoami(user);
  }
}

export function whoami(user: User) {
  return { pk: user.id, username: user.username, company_name: user.profile?.companyName ?? '' };
}
