import { RestAuthModule } from 'nestjs-rest-auth';

import { application, REQUIRED } from './application.mjs';

console.log('The host greets while it is loaded.');

export const title = 'a host with safe options';

export class AppModule {}
application(AppModule, [RestAuthModule.forRoot({ ...REQUIRED, preset: 'hardened' })]);
