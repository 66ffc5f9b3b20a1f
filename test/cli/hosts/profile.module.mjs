import { Inject, Injectable } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  CharField,
  FieldErrors,
  message,
  RegisterDto,
  RestAuthModule,
  TypeOrmUnitOfWork,
  UserRowRegistrationStrategy,
  UserStore,
} from 'nestjs-rest-auth';
import { Column, Entity, PrimaryGeneratedColumn, Table } from 'typeorm';

import { application, REQUIRED } from './application.mjs';

/** What this host knows of a user besides. There is none without it. */
class Profile {}
Entity('app_profile')(Profile);
PrimaryGeneratedColumn()(Profile.prototype, 'id');
Column({ type: 'varchar', length: 150 })(Profile.prototype, 'owner');
Column({ type: 'varchar', length: 20, unique: true })(Profile.prototype, 'team');

class ProfileTable1700000000001 {
  name = 'ProfileTable1700000000001';

  async up(runner) {
    const { dataSource } = runner;
    await runner.createTable(Table.create(dataSource.getMetadata(Profile), dataSource.driver));
  }

  async down(runner) {
    await runner.dropTable('app_profile');
  }
}

class ProfileRegisterDto extends RegisterDto {}
CharField({ maxLength: 20 })(ProfileRegisterDto.prototype, 'team_name');
CharField({ required: false, source: 'company' })(ProfileRegisterDto.prototype, 'company_name');

class ProfileStrategy extends UserRowRegistrationStrategy {
  constructor(users, work) {
    super(users);
    this.work = work;
  }

  async save(user, extra, input) {
    const saved = await super.save(user, extra, input);
    if (input.team_name === 'full') throw FieldErrors.of('team_name', message('custom', { text: 'Full.' }));
    if (input.team_name === 'broken') throw new Error('teams://me:not-for-logs@teams.test is down');
    await this.work.manager.insert(Profile, { owner: saved.username, team: input.team_name });
    return saved;
  }
}
Injectable()(ProfileStrategy);
Inject(UserStore)(ProfileStrategy, undefined, 0);
Inject(TypeOrmUnitOfWork)(ProfileStrategy, undefined, 1);

export class AppModule {}
application(
  AppModule,
  [
    TypeOrmModule.forFeature([Profile]),
    RestAuthModule.forRoot({
      ...REQUIRED,
      preset: 'hardened',
      dto: { register: ProfileRegisterDto },
      ports: { registrationStrategy: ProfileStrategy },
    }),
  ],
  [ProfileTable1700000000001],
);
