import { type DynamicModule, Module } from '@nestjs/common';

import { Environment } from '../environment.js';
import { FakeProvider } from '../fake-provider/fake-provider.js';
import { SignedTwitterHandshake } from '../social/twitter/signed-twitter-handshake.js';
import { TwitterHandshake } from '../social/twitter/twitter-handshake.js';
import { TwitterLoginController } from '../social/twitter/twitter-login.controller.js';
import { ClientController } from './client.controller.js';
import { ClientConfigController } from './client-config.controller.js';

/** The single-page client, and what it asks the demo for besides the endpoints of the instances. */
@Module({})
export class ClientModule {
  /** `imports` have the running instances and the mailbox. */
  static forRoot(imports: DynamicModule[]): DynamicModule {
    return {
      module: ClientModule,
      imports,
      controllers: [ClientConfigController, TwitterLoginController, ClientController],
      providers: [{ provide: TwitterHandshake, inject: [Environment, FakeProvider], useFactory: twitterHandshake }],
    };
  }
}

function twitterHandshake({ socialClients }: Environment, fakeProvider: FakeProvider): TwitterHandshake {
  return socialClients.twitter === null ? fakeProvider.twitter : new SignedTwitterHandshake(socialClients.twitter);
}
