import { Controller, Get, Header, type Type, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AuthGuard, CsrfToken, CurrentUser } from 'nestjs-rest-auth';

import { whoami } from '../whoami/whoami.controller.js';
import type { User } from '../users/user.entity.js';

/** The demo's own routes beside the endpoints of one instance: guard and CSRF token are that instance's, whose module they are declared in. */
export function instanceController(path: string): Type<unknown> {
  @Controller(path)
  @ApiExcludeController()
  class InstanceController {
    @Get('whoami')
    @UseGuards(AuthGuard)
    whoami(@CurrentUser() user: User) {
      return whoami(user);
    }

    /** For pages that have no token yet, or an old one: every login makes the one before it void. */
    @Get('csrf')
    @Header('Cache-Control', 'no-store')
    csrf(@CsrfToken() csrfToken: string) {
      return { csrfToken };
    }
  }
  return InstanceController;
}
