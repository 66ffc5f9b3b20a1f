import { Controller, Get, Header } from '@nestjs/common';

import { Environment } from '../environment.js';
import { FakeProvider } from '../fake-provider/fake-provider.js';
import { RunningInstances } from '../instances/instances.module.js';
import { Mailbox } from '../mailbox/mailbox.js';
import { clientConfig } from './client.config.js';

@Controller('demo/config')
export class ClientConfigController {
  constructor(
    private readonly environment: Environment,
    private readonly fakeProvider: FakeProvider,
    private readonly instances: RunningInstances,
    private readonly mailbox: Mailbox,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  config() {
    return clientConfig(this.environment, this.fakeProvider, this.instances, this.mailbox);
  }
}
