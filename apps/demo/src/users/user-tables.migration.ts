import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';

/** The host's own tables. They come before the module's, which refer to the users. */
export class UserTables1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'demo_user',
        columns: [
          id,
          { name: 'username', type: 'varchar', length: '150' },
          { name: 'username_key', type: 'varchar', length: '190' },
          text('email', 320),
          text('email_key', 190),
          text('first_name', 150),
          text('last_name', 150),
          { name: 'password', type: 'varchar', length: '255' },
          { name: 'is_active', type: 'boolean', default: true },
          { name: 'credentials_changed_at', type: 'bigint', isNullable: true },
        ],
        // The unique one is what makes a username one user's alone, when two register at the same moment.
        indices: [{ columnNames: ['username_key'], isUnique: true }, { columnNames: ['email_key'] }],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'demo_profile',
        columns: [id, text('company_name', 100), { name: 'user_id', type: 'integer', isUnique: true }],
        foreignKeys: [
          {
            columnNames: ['user_id'],
            referencedTableName: 'demo_user',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('demo_profile');
    await runner.dropTable('demo_user');
  }
}

const id: TableColumnOptions = {
  name: 'id',
  type: 'integer',
  isPrimary: true,
  isGenerated: true,
  generationStrategy: 'increment',
};

function text(name: string, length: number): TableColumnOptions {
  return { name, type: 'varchar', length: String(length), default: "''" };
}
