// Nest and TypeORM with the same user table and nothing else: what an application costs before the module is in it.
import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { database, serve } from './serve.mjs';
import { User } from './user.mjs';

const { url, schema, poolSize } = database();

class Hello {
  hello() {
    return { detail: 'Not found.' };
  }
}
Get()(Hello.prototype, 'hello', Object.getOwnPropertyDescriptor(Hello.prototype, 'hello'));
Controller('dj-rest-auth/user')(Hello);

class Host {}
Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'postgres',
      url,
      schema,
      poolSize,
      entities: [User],
      synchronize: false,
      installExtensions: false,
      extra: { options: `-c search_path=${schema}` },
    }),
  ],
  controllers: [Hello],
})(Host);

await serve(Host);
