import { Module } from '@nestjs/common';
import { RestAuthModule } from 'nestjs-rest-auth';

import { application, REQUIRED } from './application.mjs';

export class FirstModule {}
application(FirstModule, [RestAuthModule.forRoot({ ...REQUIRED, preset: 'hardened' })]);

export class SecondModule {}
Module({ imports: [] })(SecondModule);
