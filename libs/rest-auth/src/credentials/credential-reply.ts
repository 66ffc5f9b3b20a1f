import { Injectable } from '@nestjs/common';

import type { AuthUser } from '../accounts/users/auth-user.js';
import { Answer } from '../http/answer.js';
import type { Exchange } from '../http/exchange.js';
import type { IssuedCredentials } from './credential-kind.js';
import { CredentialPresenter } from './credential.presenter.js';

/** Answers with credentials: cookies and body, the same for login, registration and social login. */
@Injectable()
export class CredentialReply {
  constructor(private readonly presenter: CredentialPresenter) {}

  answer(issued: IssuedCredentials, user: AuthUser, exchange: Exchange, status: number): Answer {
    for (const cookie of issued.cookies) exchange.setCookie(cookie);
    const body = this.presenter.present(issued, user);
    return body ? Answer.body(body, status) : Answer.empty();
  }
}
