import { migrationSource } from '../../libs/rest-auth/src/cli/migrations/migration-file.js';

const file = {
  className: 'Tables1',
  comment: 'Ours.',
  up: ["CREATE TABLE `a` (b text DEFAULT '\\ ${c}')"],
  down: ['DROP TABLE `a`'],
};

describe('a migration file', () => {
  it('is an ES module or CommonJS, and runs what it was made of', async () => {
    for (const [form, head] of [
      ['esm', 'export class Tables1 {'],
      ['cjs', 'module.exports = class Tables1 {'],
    ] as const) {
      const source = migrationSource(file, form);
      expect(source).toContain(head);
      const body = source.replace(head, 'return class {');
      // The statements must be the same when JavaScript has read them.
      // eslint-disable-next-line @typescript-eslint/no-implied-eval
      const Made = new Function(body)() as new () => Record<'up' | 'down', (runner: object) => Promise<void>>;
      const run: string[] = [];
      const runner = { query: async (sql: string) => run.push(sql) };
      await new Made().up(runner);
      await new Made().down(runner);
      expect(run).toEqual([...file.up, ...file.down]);
    }
  });

  it('is a class of TypeORM’s in TypeScript', () => {
    expect(migrationSource(file, 'ts').split('\n').slice(0, 9)).toEqual([
      "import type { MigrationInterface, QueryRunner } from 'typeorm';",
      '',
      '// Ours.',
      'export class Tables1 implements MigrationInterface {',
      "  name = 'Tables1';",
      '',
      '  public async up(queryRunner: QueryRunner): Promise<void> {',
      "    await queryRunner.query(`CREATE TABLE \\`a\\` (b text DEFAULT '\\\\ \\${c}')`);",
      '  }',
    ]);
  });
});
