import { RestAuthModule } from 'nestjs-rest-auth';

import { application, REQUIRED } from './application.mjs';

/** The defaults, twice: the second has accounts of its own, and the first one's cookies. */
export default application(class AppModule {}, [
  RestAuthModule.forRoot(REQUIRED),
  RestAuthModule.forRootAsync({
    user: REQUIRED.user,
    path: 'staff/auth',
    tables: { prefix: 'staff_' },
    useFactory: async () => ({
      secret: `another-${REQUIRED.secret}`,
      mail: REQUIRED.mail,
      links: REQUIRED.links,
      email: { verification: 'mandatory' },
    }),
  }),
]);
