import {
  BadRequestException,
  Body,
  Controller,
  Get,
  Header,
  NotFoundException,
  Param,
  Post,
  Query,
  Redirect,
} from '@nestjs/common';

import { Page } from '../../pages/page.decorator.js';
import { SOCIAL_SERVICES, type SocialService } from '../../social/social-services.js';
import { FakeProvider } from '../fake-provider.js';
import { type Consent, ConsentProblem, parameter } from './consent.js';
import { fakeAuthorizePage } from './fake-authorize.page.js';

type Parameters = Readonly<Record<string, unknown>>;

/** The page where somebody at a service lets an application know them, or does not. */
@Controller('fake-provider/:service/authorize')
export class FakeAuthorizeController {
  constructor(private readonly fakeProvider: FakeProvider) {}

  @Get()
  @Page()
  page(@Param('service') name: string, @Query() query: Parameters): string {
    const service = this.serviceOf(name);
    this.consentTo(service, query);
    return fakeAuthorizePage(service, this.fakeProvider.peopleAt(service), query);
  }

  @Post()
  @Header('Cache-Control', 'no-store')
  @Redirect()
  answer(@Param('service') name: string, @Body() form: Parameters) {
    const service = this.serviceOf(name);
    const consent = this.consentTo(service, form);
    const chosen = parameter(form, 'person');
    const person = this.fakeProvider.peopleAt(service).find(({ accessToken }) => accessToken === chosen);
    return { url: person ? consent.allow(person) : consent.refuse(), statusCode: 303 };
  }

  private serviceOf(name: string): SocialService {
    const service = SOCIAL_SERVICES.find((one) => one === name);
    if (!service || !this.fakeProvider.services.includes(service)) throw new NotFoundException();
    return service;
  }

  private consentTo(service: SocialService, parameters: Parameters): Consent {
    try {
      return this.fakeProvider.consent(service, parameters);
    } catch (error) {
      throw error instanceof ConsentProblem ? new BadRequestException(error.message) : error;
    }
  }
}
