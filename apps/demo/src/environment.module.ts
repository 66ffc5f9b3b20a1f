import { type DynamicModule, Module } from '@nestjs/common';

import { Environment } from './environment.js';
import { FakeProvider } from './fake-provider/fake-provider.js';

/** What is there before the application: every module of the demo may inject it. */
@Module({})
export class EnvironmentModule {
  static forRoot(environment: Environment, fakeProvider: FakeProvider): DynamicModule {
    return {
      module: EnvironmentModule,
      global: true,
      providers: [
        { provide: Environment, useValue: environment },
        // It ends with the application, as does whatever a module provides.
        { provide: FakeProvider, useValue: fakeProvider },
      ],
      exports: [Environment, FakeProvider],
    };
  }
}
