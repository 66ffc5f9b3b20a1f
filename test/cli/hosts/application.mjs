/**
 * A host's application without decorators: a user table of its own, made by its own migration at boot, and what it imports besides. The environment says
 * which database it has.
 */
import 'reflect-metadata';

import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import libsql from 'libsql';
import mysql2 from 'mysql2';
import { BaseUser } from 'nestjs-rest-auth';
import pg from 'pg';
import { Column, Entity, PrimaryGeneratedColumn, Table, TableForeignKey } from 'typeorm';

export class User extends BaseUser {}
Entity('app_user')(User);
PrimaryGeneratedColumn()(User.prototype, 'id');
Column({ type: 'boolean', default: false, name: 'is_staff' })(User.prototype, 'isStaff');
Column({ type: 'integer', nullable: true })(User.prototype, 'age');
Column({ type: 'varchar', length: 100 })(User.prototype, 'company');

class UserTables1700000000000 {
  name = 'UserTables1700000000000';

  async up(runner) {
    const metadata = runner.dataSource.getMetadata(User);
    const { driver } = runner.dataSource;
    const table = Table.create(metadata, driver);
    table.foreignKeys = metadata.foreignKeys.map((key) => TableForeignKey.create(key, driver));
    await runner.createTable(table);
  }

  async down(runner) {
    await runner.dropTable('app_user');
  }
}

/** What every instance must be given. */
export const REQUIRED = {
  user: User,
  secret: 'k7Qm2vXc9Rt4Lp8Zw1Ny6Hb3Jd5Gf0Sa',
  mail: { transport: process.env.HOST_SMTP_URL ?? { jsonTransport: true } },
  links: {
    passwordReset: 'https://app.test/reset/{uid}/{token}',
    emailVerification: 'https://app.test/confirm-email/{key}',
  },
};

/** A root module with a database, those imports, and those migrations besides. */
export function application(AppModule, imports, migrations = []) {
  Module({
    imports: [
      TypeOrmModule.forRoot({
        ...database(),
        autoLoadEntities: true,
        migrations: [UserTables1700000000000, ...migrations, ...written],
        migrationsRun: true,
      }),
      ...imports,
    ],
  })(AppModule);
  return AppModule;
}

/** A migration file that the command has written. */
const written = process.env.HOST_MIGRATION ? Object.values(await import(process.env.HOST_MIGRATION)) : [];

function database() {
  const { HOST_POSTGRES_URL: url, HOST_POSTGRES_SCHEMA: schema, HOST_DATABASE_FILE: file } = process.env;
  if (process.env.HOST_MARIADB_URL) return { type: 'mariadb', driver: mysql2, url: process.env.HOST_MARIADB_URL };
  if (!url) return { type: 'better-sqlite3', driver: libsql, database: file ?? ':memory:' };
  return {
    type: 'postgres',
    driver: pg,
    url,
    ...(schema && { schema, extra: { options: `-c search_path=${schema}` } }),
    uuidExtension: 'pgcrypto',
    installExtensions: false,
  };
}
