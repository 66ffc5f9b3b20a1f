import { RestAuthModule } from 'nestjs-rest-auth';

import { application, REQUIRED } from './application.mjs';

export class AppModule {}
application(AppModule, [
  RestAuthModule.forRootAsync({
    user: REQUIRED.user,
    useFactory: async () => ({ ...REQUIRED, user: undefined, secret: 'changeme', links: {} }),
  }),
]);
