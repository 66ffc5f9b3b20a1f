import { Controller, Get, Param, Query, UseGuards } from '@nestjs/common';
import { AuthGuard, CsrfToken, CurrentUser, Public } from 'nestjs-rest-auth';

import { FakeProvider } from '../fake-provider/fake-provider.js';
import type { User } from '../users/user.entity.js';
import { formsPage } from './forms.page.js';
import { homePage } from './home.page.js';
import { confirmEmailPage, passwordResetPage, socialCallbackPage } from './link.pages.js';
import { Page } from './page.decorator.js';

@Controller()
export class PagesController {
  constructor(private readonly fakeProvider: FakeProvider) {}

  @Get()
  @Page()
  home(): string {
    return homePage(this.fakeProvider.services);
  }

  @Get('forms')
  @Page()
  @UseGuards(AuthGuard)
  @Public()
  forms(@CurrentUser() user: User | null, @CsrfToken() csrfToken: string): string {
    return formsPage(user, this.fakeProvider, csrfToken);
  }

  @Get('confirm-email/:key')
  @Page()
  confirmEmail(@Param('key') key: string, @CsrfToken() csrfToken: string): string {
    return confirmEmailPage(key, csrfToken);
  }

  @Get('password-reset/confirm/:uid/:token')
  @Page()
  passwordReset(@Param('uid') uid: string, @Param('token') token: string, @CsrfToken() csrfToken: string): string {
    return passwordResetPage(uid, token, csrfToken);
  }

  @Get('social/facebook')
  @Page()
  backFromFacebook(@Query('code') code: unknown, @CsrfToken() csrfToken: string): string {
    return socialCallbackPage('facebook', textOf(code), csrfToken);
  }

  @Get('social/github')
  @Page()
  backFromGithub(@Query('code') code: unknown, @CsrfToken() csrfToken: string): string {
    return socialCallbackPage('github', textOf(code), csrfToken);
  }
}

/** A name that comes twice in a query is a list. */
function textOf(parameter: unknown): string {
  return typeof parameter === 'string' ? parameter : '';
}
