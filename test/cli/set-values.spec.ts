import { IsInt, IsString } from 'class-validator';
import { BaseUser, BooleanField, CharField, NestedField } from 'nestjs-rest-auth';
import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm';

import { readSetValues } from '../../libs/rest-auth/src/cli/user-create/set-values.js';
import { fieldsOf } from '../../libs/rest-auth/src/http/fields/fields-of.js';
import { testDatabase } from '../support/test-database.js';

@Entity()
class Member extends BaseUser {
  @PrimaryGeneratedColumn()
  override readonly id!: number;

  @Column({ type: 'boolean' })
  isStaff!: boolean;

  @Column({ type: 'integer' })
  age!: number;

  @Column({ type: 'bigint' })
  account!: string;

  @Column()
  joined!: Date;

  @Column({ type: 'simple-json' })
  settings!: object;

  @Column()
  nick!: string;
}

class MemberDto {
  @CharField({ required: false })
  nick_name!: string;

  @BooleanField({ source: 'isHere' })
  here!: boolean;

  @IsInt()
  size!: number;

  @IsString()
  zip!: string;

  @NestedField(() => MemberDto)
  friend!: MemberDto;
}

async function valuesOf(...pairs: string[]) {
  const { options } = await testDatabase('sqlite');
  const dataSource = await new DataSource({ ...options, entities: [Member] }).initialize();
  try {
    const settable = { dto: MemberDto, fields: fieldsOf(MemberDto), metadata: dataSource.getMetadata(Member) };
    return readSetValues(pairs, settable);
  } finally {
    await dataSource.destroy();
  }
}

describe('--set name=value', () => {
  it('gives a value of the column’s type', async () => {
    expect(
      await valuesOf(
        ...['isStaff=true', 'age=-3', 'account=9007199254740993', 'joined=2026-01-31T12:00:00Z'],
        ...['settings={"a":[1]}', 'nick=a=b', 'firstName='],
      ),
    ).toEqual({
      fields: {},
      properties: {
        isStaff: true,
        age: -3,
        account: '9007199254740993',
        joined: new Date('2026-01-31T12:00:00Z'),
        settings: { a: [1] },
        nick: 'a=b',
        firstName: '',
      },
    });
  });

  it('gives a field of the register DTO what a body would, by its own name or its property’s', async () => {
    expect(
      await valuesOf('nickName=007', 'isHere=true', 'size=3', 'zip=01234', 'friend={"zip":"1"}', 'nick=x'),
    ).toEqual({
      fields: { nick_name: '007', here: 'true', size: 3, zip: '01234', friend: { zip: '1' } },
      properties: { nick: 'x' },
    });
    expect(await valuesOf('size=three', 'friend=Ada')).toMatchObject({ fields: { size: 'three', friend: 'Ada' } });
  });

  it.each([
    ['isStaff=yes', 'isStaff is true or false, not yes.'],
    ['age=', 'age is a number, not .'],
    ['age=1e999', 'age is a number, not 1e999.'],
    ['joined=soon', 'joined is a moment, such as 2026-01-31T12:00:00Z, not soon.'],
    ['settings={', 'settings is JSON, and what was given is none.'],
    ['nick', '--set nick has no value: write name=value.'],
    ['=x', '--set =x has no value: write name=value.'],
    [
      'toString=x',
      expect.stringMatching(
        /^Neither the register DTO nor Member has toString: --set takes nick_name, here, size, zip, friend, firstName, /,
      ),
    ],
    ['usernameKey=x', '--set cannot give usernameKey: it is made of --username.'],
    ['credentialsChangedAt=x', '--set cannot give credentialsChangedAt: the module keeps it.'],
  ])('refuses %s with 64', async (pair, message) => {
    await expect(valuesOf(pair)).rejects.toMatchObject({ exitCode: 64, message });
  });
});
