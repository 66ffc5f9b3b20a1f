import { Controller, Get, Param, Query, UseGuards } from '@nestjs/common';
import { AuthGuard, CsrfToken, CurrentUser, Public } from 'nestjs-rest-auth';

import { FakeProvider } from '../fake-provider/fake-provider.js';
import type { User } from '../users/user.entity.js';
import { homePage } from './home.page.js';
import { confirmEmailPage, passwordResetPage, socialCallbackPage } from './link.pages.js';
import { FormPage } from './page.decorator.js';

@Controller()
export class PagesController {
  constructor(private readonly fakeProvider: FakeProvider) {}

  @Get()
  @FormPage()
  @UseGuards(AuthGuard)
  @Public()
  home(@CurrentUser() user: User | null, @CsrfToken() csrfToken: string): string {
    return homePage(user, this.fakeProvider, csrfToken);
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

  @Get('social/facebook')
  @FormPage()
  backFromFacebook(@Query('code') code: unknown, @CsrfToken() csrfToken: string): string {
    return socialCallbackPage('facebook', textOf(code), csrfToken);
  }

  @Get('social/github')
  @FormPage()
  backFromGithub(@Query('code') code: unknown, @CsrfToken() csrfToken: string): string {
    return socialCallbackPage('github', textOf(code), csrfToken);
  }
}

/** A name that comes twice in a query is a list. */
function textOf(parameter: unknown): string {
  return typeof parameter === 'string' ? parameter : '';
}
