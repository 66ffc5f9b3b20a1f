// The host's own entities and migration, written without decorator syntax so that plain Node runs them.
import { BaseUser } from 'nestjs-rest-auth';
import { Column, Entity, JoinColumn, OneToOne, PrimaryGeneratedColumn, Table } from 'typeorm';

export class User extends BaseUser {}
export class Profile {}

PrimaryGeneratedColumn()(User.prototype, 'id');
OneToOne(() => Profile, 'user', { eager: true })(User.prototype, 'profile');
Entity('app_user')(User);

PrimaryGeneratedColumn()(Profile.prototype, 'id');
Column({ type: 'varchar', length: 100, default: '', name: 'company_name' })(Profile.prototype, 'companyName');
OneToOne(() => User, 'profile', { onDelete: 'CASCADE' })(Profile.prototype, 'user');
JoinColumn({ name: 'user_id' })(Profile.prototype, 'user');
Entity('app_profile')(Profile);

export class UserTables1700000000000 {
  async up(runner) {
    const id = { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' };
    const text = (name, length) => ({ name, type: 'varchar', length, default: "''" });
    await runner.createTable(
      new Table({
        name: 'app_user',
        columns: [
          id,
          { name: 'username', type: 'varchar', length: '150' },
          { name: 'username_key', type: 'varchar', length: '190' },
          text('email', '320'),
          text('email_key', '190'),
          text('first_name', '150'),
          text('last_name', '150'),
          { name: 'password', type: 'varchar', length: '255' },
          { name: 'is_active', type: 'boolean', default: true },
          { name: 'credentials_changed_at', type: 'bigint', isNullable: true },
        ],
        indices: [{ columnNames: ['username_key'], isUnique: true }, { columnNames: ['email_key'] }],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'app_profile',
        columns: [id, text('company_name', '100'), { name: 'user_id', type: 'integer' }],
        foreignKeys: [
          {
            columnNames: ['user_id'],
            referencedTableName: 'app_user',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
      }),
    );
  }

  async down(runner) {
    await runner.dropTable('app_profile');
    await runner.dropTable('app_user');
  }
}
