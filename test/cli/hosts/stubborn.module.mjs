import { RestAuthModule } from 'nestjs-rest-auth';

import { application, REQUIRED } from './application.mjs';

/** Does not shut down: a hook waits for what never comes, and a timer keeps the process alive. */
export class AppModule {
  onApplicationShutdown() {
    setInterval(() => undefined, 1000);
    return new Promise(() => undefined);
  }
}
application(AppModule, [RestAuthModule.forRoot({ ...REQUIRED, preset: 'hardened' })]);
