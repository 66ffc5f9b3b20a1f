// What a stranger writes in the first ten minutes: compiled and run as it is by test/platforms.mjs, in applications of every kind.
import 'reflect-metadata';

import { Controller, Get, Module, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import libsql from 'libsql';
import { AuthGuard, CurrentUser, RestAuthModule } from 'nestjs-rest-auth';
import { FrozenClock } from 'nestjs-rest-auth/testing';
import { BaseUser, restAuthMigrations } from 'nestjs-rest-auth/typeorm';
import { Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('users')
export class User extends BaseUser {
  @PrimaryGeneratedColumn()
  override readonly id!: number;
}

@Controller('me')
@UseGuards(AuthGuard)
export class MeController {
  @Get()
  show(@CurrentUser() user: User) {
    return { username: user.username };
  }
}

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'better-sqlite3',
      driver: libsql,
      database: ':memory:',
      autoLoadEntities: true,
      synchronize: true,
    }),
    RestAuthModule.forRoot({
      user: User,
      secret: 'k7Qm2vXc9Rt4Lp8Zw1Ny6Hb3Jd5Gf0Sa',
      credentials: { issue: ['jwt', 'session'] },
      jwt: { httpOnly: false },
      mail: false,
      email: { verification: 'none' },
    }),
  ],
  controllers: [MeController],
})
export class AppModule {}

async function start(): Promise<void> {
  if (restAuthMigrations(User).length === 0) throw new Error('There are no migrations.');
  if (!(new FrozenClock().now() instanceof Date)) throw new Error('The clock does not tell the time.');
  const adapter = process.env['ADAPTER'] === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
  const app = await NestFactory.create(AppModule, adapter, { logger: ['error', 'warn', 'fatal'] });
  await app.listen(0, '127.0.0.1');
  process.stdout.write(`listening ${await app.getUrl()}\n`);
  process.stdin.once('end', () => void app.close()).resume();
}

void start();
