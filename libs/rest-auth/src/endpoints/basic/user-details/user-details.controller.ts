import { Get, Patch, Put } from '@nestjs/common';

import type { AuthUser } from '../../../accounts/users/auth-user.js';
import { UserPresenter } from '../../../accounts/users/user.presenter.js';
import { AuthGuard } from '../../../credentials/auth.guard.js';
import { CurrentUser } from '../../../credentials/current-user.decorator.js';
import { Answer } from '../../../http/answer.js';
import { CurrentExchange } from '../../../http/current-exchange.decorator.js';
import { Endpoint, EndpointController } from '../../../http/endpoint.decorator.js';
import type { Exchange } from '../../../http/exchange.js';
import { toSources } from '../../../http/fields/sources.js';
import { DtoClasses } from '../../../rest-auth.dto.js';
import { RequestInput } from '../../../credentials/request-input.js';
import { UserDetailsService } from './user-details.service.js';

/** `user/`: shows the caller, and takes changes; PUT asks for the required fields, PATCH for none. */
@Endpoint('user', ['GET', 'PUT', 'PATCH', 'HEAD', 'OPTIONS'], AuthGuard)
export class UserDetailsController extends EndpointController {
  constructor(
    protected readonly dto: DtoClasses,
    protected readonly input: RequestInput,
    protected readonly details: UserDetailsService,
    protected readonly presenter: UserPresenter,
  ) {
    super();
  }

  @Get()
  get(@CurrentUser() user: AuthUser): Answer {
    return Answer.body(this.presenter.present(user));
  }

  @Put()
  put(@CurrentUser() user: AuthUser, @CurrentExchange() exchange: Exchange): Promise<Answer> {
    return this.update(user, exchange, false);
  }

  @Patch()
  patch(@CurrentUser() user: AuthUser, @CurrentExchange() exchange: Exchange): Promise<Answer> {
    return this.update(user, exchange, true);
  }

  private async update(user: AuthUser, exchange: Exchange, partial: boolean): Promise<Answer> {
    const { userDetails } = this.dto;
    const input = await this.input.read(userDetails, exchange, { partial });
    return Answer.body(this.presenter.present(await this.details.update(user, toSources(userDetails, input))));
  }
}
