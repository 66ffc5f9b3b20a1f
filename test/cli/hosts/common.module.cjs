// A host that was compiled to CommonJS.
'use strict';

Object.defineProperty(exports, '__esModule', { value: true });
require('reflect-metadata');
const { Module } = require('@nestjs/common');
const { TypeOrmModule } = require('@nestjs/typeorm');
const libsql = require('libsql');
const { BaseUser, RestAuthModule, restAuthMigrations } = require('nestjs-rest-auth');
const { Entity, PrimaryGeneratedColumn } = require('typeorm');

class User extends BaseUser {}
Entity('common_user')(User);
PrimaryGeneratedColumn()(User.prototype, 'id');

class AppModule {}
exports.AppModule = AppModule;
Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'better-sqlite3',
      driver: libsql,
      database: process.env.HOST_DATABASE_FILE ?? ':memory:',
      autoLoadEntities: true,
      synchronize: true,
      migrations: restAuthMigrations(User),
    }),
    RestAuthModule.forRoot({
      user: User,
      path: 'accounts',
      preset: 'hardened',
      secret: 'k7Qm2vXc9Rt4Lp8Zw1Ny6Hb3Jd5Gf0Sa',
      mail: false,
      email: { verification: 'optional' },
    }),
  ],
})(AppModule);
