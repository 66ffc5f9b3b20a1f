import { type DynamicModule, Module } from '@nestjs/common';

import type { FakeProvider } from './fake-provider.js';
import { FakeAuthorizeController } from './authorize/fake-authorize.controller.js';
import { FakeProviderController } from './fake-provider.controller.js';

/** The fake provider's pages, where it stands in for any service. */
@Module({})
export class FakeProviderModule {
  static forRoot({ services }: FakeProvider): DynamicModule {
    return {
      module: FakeProviderModule,
      controllers: services.length > 0 ? [FakeProviderController, FakeAuthorizeController] : [],
    };
  }
}
