import { BaseUser } from 'nestjs-rest-auth';
import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm';

import { readSetValues } from '../../libs/rest-auth/src/cli/user-create/set-values.js';
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

async function valuesOf(...pairs: string[]) {
  const { options } = await testDatabase('sqlite');
  const dataSource = await new DataSource({ ...options, entities: [Member] }).initialize();
  try {
    return readSetValues(pairs, dataSource.getMetadata(Member));
  } finally {
    await dataSource.destroy();
  }
}

describe('--set property=value', () => {
  it('gives a value of the column’s type', async () => {
    expect(
      await valuesOf(
        ...['isStaff=true', 'age=-3', 'account=9007199254740993', 'joined=2026-01-31T12:00:00Z'],
        ...['settings={"a":[1]}', 'nick=a=b', 'firstName='],
      ),
    ).toEqual({
      isStaff: true,
      age: -3,
      account: '9007199254740993',
      joined: new Date('2026-01-31T12:00:00Z'),
      settings: { a: [1] },
      nick: 'a=b',
      firstName: '',
    });
  });

  it.each([
    ['isStaff=yes', 'isStaff is true or false, not yes.'],
    ['age=', 'age is a number, not .'],
    ['age=1e999', 'age is a number, not 1e999.'],
    ['joined=soon', 'joined is a moment, such as 2026-01-31T12:00:00Z, not soon.'],
    ['settings={', 'settings is JSON, and what was given is none.'],
    ['nick', '--set nick has no value: write property=value.'],
    ['=x', '--set =x has no value: write property=value.'],
    ['toString=x', expect.stringMatching(/^Member has no property toString: --set takes firstName, lastName, /)],
    ['usernameKey=x', '--set cannot give usernameKey: it is made of --username.'],
    ['credentialsChangedAt=x', '--set cannot give credentialsChangedAt: the module keeps it.'],
  ])('refuses %s with 64', async (pair, message) => {
    await expect(valuesOf(pair)).rejects.toMatchObject({ exitCode: 64, message });
  });
});
