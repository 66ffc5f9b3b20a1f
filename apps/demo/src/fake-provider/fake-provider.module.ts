import { type DynamicModule, Module } from '@nestjs/common';

import { FakeProvider } from './fake-provider.js';
import { FakeProviderController } from './fake-provider.controller.js';

/** The fake provider, which it ends with the demo; and its page, where it stands in for any service. */
@Module({})
export class FakeProviderModule {
  static forRoot(fakeProvider: FakeProvider): DynamicModule {
    return {
      module: FakeProviderModule,
      controllers: fakeProvider.services.length > 0 ? [FakeProviderController] : [],
      providers: [{ provide: FakeProvider, useValue: fakeProvider }],
      exports: [FakeProvider],
    };
  }
}
