import { Controller, Get, Param, UseGuards } from '@nestjs/common';
import { AuthGuard, CsrfToken, CurrentUser, Public } from 'nestjs-rest-auth';

import type { User } from '../users/user.entity.js';
import { homePage } from './home.page.js';
import { confirmEmailPage, passwordResetPage } from './link.pages.js';
import { FormPage } from './page.decorator.js';

@Controller()
export class PagesController {
  @Get()
  @FormPage()
  @UseGuards(AuthGuard)
  @Public()
  home(@CurrentUser() user: User | null, @CsrfToken() csrfToken: string): string {
    return homePage(user, csrfToken);
  }

  @Get('confirm-email/:key')
  @FormPage()
  confirmEmail(@Param('key') key: string, @CsrfToken() csrfToken: string): string {
    return confirmEmailPage(key, csrfToken);
  }

  @Get('password-reset/confirm/:uid/:token')
  @FormPage()
  passwordReset(@Param('uid') uid: string, @Param('token') token: string, @CsrfToken() csrfToken: string): string {
    return passwordResetPage(uid, token, csrfToken);
  }
}
