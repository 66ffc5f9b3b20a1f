import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** The host's own tables, as its first migration would make them. */
export class UserTables1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const id = {
      name: 'id',
      type: 'integer',
      isPrimary: true,
      isGenerated: true,
      generationStrategy: 'increment',
    } as const;
    const text = (name: string, length: string) => ({ name, type: 'varchar', length, default: "''" });
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
          text('company', '100'),
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

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('app_profile');
    await runner.dropTable('app_user');
  }
}
