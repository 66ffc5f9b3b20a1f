import { RestAuthModule } from 'nestjs-rest-auth';

import { application, REQUIRED } from './application.mjs';

/** Two tables that are said to be there: one of Django's, and one of the host's own. */
export class AppModule {}
application(AppModule, [
  RestAuthModule.forRoot({
    ...REQUIRED,
    preset: 'hardened',
    tokens: { perUser: true },
    tables: {
      token: { layout: 'django' },
      session: { name: 'login_sessions', existing: true, columns: { keyDigest: 'sha256' } },
    },
  }),
]);
