import { type DynamicModule, Module } from '@nestjs/common';
import { RestAuthModule, RestAuthSettings } from 'nestjs-rest-auth';

import type { Environment } from '../environment.js';
import type { FakeProvider } from '../fake-provider/fake-provider.js';
import type { User } from '../users/user.entity.js';
import { instanceController } from './instance.controller.js';
import { instanceOptions } from './instance.options.js';
import { type Instance, INSTANCES } from './instances.js';
import { RunningInstance } from './running-instance.js';
import type { SharedOptions } from './shared.options.js';

/** One instance of the library's module, with the demo's own routes beside it. */
@Module({})
class InstanceModule {
  static of(instance: Instance, options: ReturnType<typeof instanceOptions>): DynamicModule {
    return {
      module: InstanceModule,
      imports: [RestAuthModule.forRoot<User>(options)],
      controllers: [instanceController(instance.path)],
      providers: [
        {
          provide: instance.id,
          inject: [RestAuthSettings],
          useFactory: (settings: RestAuthSettings) => new RunningInstance(instance, settings),
        },
      ],
      exports: [instance.id],
    };
  }
}

/** All running instances, in the order of `INSTANCES`. */
export class RunningInstances {
  constructor(readonly all: readonly RunningInstance[]) {}
}

/** The module eight times over: every preset with every kind of credentials. */
@Module({})
export class InstancesModule {
  static forRoot(environment: Environment, fakeProvider: FakeProvider, shared: SharedOptions): DynamicModule {
    return {
      module: InstancesModule,
      imports: INSTANCES.map((instance) =>
        InstanceModule.of(instance, instanceOptions(instance, environment, fakeProvider, shared)),
      ),
      providers: [
        {
          provide: RunningInstances,
          inject: INSTANCES.map(({ id }) => id),
          useFactory: (...all: RunningInstance[]) => new RunningInstances(all),
        },
      ],
      exports: [RunningInstances],
    };
  }
}
