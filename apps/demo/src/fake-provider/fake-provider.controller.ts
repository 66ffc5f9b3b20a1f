import { Controller, Get } from '@nestjs/common';

import { Page } from '../pages/page.decorator.js';
import { FakeProvider } from './fake-provider.js';
import { fakeProviderPage } from './fake-provider.page.js';

@Controller()
export class FakeProviderController {
  constructor(private readonly fakeProvider: FakeProvider) {}

  @Get('fake-provider')
  @Page()
  page(): string {
    return fakeProviderPage(this.fakeProvider);
  }
}
