import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RestAuthModule } from 'nestjs-rest-auth';

import { ClientModule } from './client/client.module.js';
import { databaseOptions } from './database.js';
import type { Environment } from './environment.js';
import { EnvironmentModule } from './environment.module.js';
import { ExplorerModule } from './explorer/explorer.module.js';
import type { FakeProvider } from './fake-provider/fake-provider.js';
import { FakeProviderModule } from './fake-provider/fake-provider.module.js';
import { InstancesModule } from './instances/instances.module.js';
import { plainOptions } from './instances/plain.options.js';
import { sharedOptions } from './instances/shared.options.js';
import { MailboxModule } from './mailbox/mailbox.module.js';
import { AssetsController } from './pages/assets.controller.js';
import { PagesController } from './pages/pages.controller.js';
import { PurgeTask } from './purge/purge.task.js';
import { RedisModule, redisOf } from './redis.module.js';
import { SampleAccountsTask } from './sample-accounts/sample-accounts.task.js';
import { ShutdownDeadline } from './shutdown.deadline.js';
import type { User } from './users/user.entity.js';
import { WhoamiController } from './whoami/whoami.controller.js';

/** The demo: the library's module, many times over, in a host with users, a mailbox and pages of its own. */
@Module({})
export class DemoModule {
  static forRoot(environment: Environment, fakeProvider: FakeProvider): DynamicModule {
    // Made once, so that every instance delivers into the same one.
    const mailbox = MailboxModule.forRoot(environment.smtpUrl);
    const redis = redisOf(environment);
    const shared = sharedOptions(environment, mailbox, redis);
    const instances = InstancesModule.forRoot(environment, fakeProvider, shared);
    return {
      module: DemoModule,
      imports: [
        TypeOrmModule.forRoot(databaseOptions(environment)),
        ScheduleModule.forRoot(),
        EnvironmentModule.forRoot(environment, fakeProvider),
        FakeProviderModule.forRoot(fakeProvider),
        RestAuthModule.forRoot<User>(plainOptions(environment, fakeProvider, shared)),
        instances,
        ClientModule.forRoot([instances, mailbox]),
        ExplorerModule,
        RedisModule.forRoot(redis),
      ],
      controllers: [PagesController, AssetsController, WhoamiController],
      providers: [ShutdownDeadline, PurgeTask, SampleAccountsTask],
    };
  }
}
