import { randomUUID } from 'node:crypto';

import { Controller, Get } from '@nestjs/common';

import { applicationsOn } from '../support/applications.js';
import { Client } from '../support/client.js';
import { instanceCount } from '../support/instances.mjs';
import { databases } from '../support/test-database.js';

@Controller('instance')
class InstanceController {
  /** Another one in each instance. */
  private readonly name = randomUUID();

  @Get()
  get() {
    return { name: this.name };
  }
}

describe.each(databases())('an application on %s', (database) => {
  const start = applicationsOn(database);

  it('is as many instances as there should be, which are asked in turn', async () => {
    const application = await start({}, { controllers: [InstanceController] });
    const names: unknown[] = [];
    for (let time = 0; time < 2 * instanceCount(); time += 1) {
      names.push((await new Client(application).get('/instance')).body);
    }
    const once = names.slice(0, instanceCount());
    expect(names).toEqual([...once, ...once]);
    expect(new Set(once).size).toBe(instanceCount());
  });
});
