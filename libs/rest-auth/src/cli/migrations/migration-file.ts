export type FileFormat = 'ts' | 'js';

/** What a migration file is called where nothing else is said. */
export const DEFAULT_NAME = 'RestAuthTables';

export interface MigrationFile {
  /** The class, with the moment at its end, by which TypeORM orders. */
  readonly className: string;
  readonly up: readonly string[];
  readonly down: readonly string[];
  /** What the comment at its head says. */
  readonly comment: string;
}

/** The file's text, in the form of TypeORM's `migration:generate`. */
export function migrationSource(file: MigrationFile, form: 'ts' | 'esm' | 'cjs'): string {
  return form === 'ts' ? typescript(file) : javascript(file, form === 'esm' ? 'export' : 'module.exports =');
}

function typescript({ className, up, down, comment }: MigrationFile): string {
  return `import type { MigrationInterface, QueryRunner } from 'typeorm';

// ${comment}
export class ${className} implements MigrationInterface {
  name = '${className}';

  public async up(queryRunner: QueryRunner): Promise<void> {
${calls(up)}
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
${calls(down)}
  }
}
`;
}

function javascript({ className, up, down, comment }: MigrationFile, exported: string): string {
  return `// ${comment}
/** @implements {import('typeorm').MigrationInterface} */
${exported} class ${className} {
  name = '${className}';

  /** @param {import('typeorm').QueryRunner} queryRunner */
  async up(queryRunner) {
${calls(up)}
  }

  /** @param {import('typeorm').QueryRunner} queryRunner */
  async down(queryRunner) {
${calls(down)}
  }
}
`;
}

function calls(statements: readonly string[]): string {
  return statements.map((statement) => `    await queryRunner.query(\`${escaped(statement)}\`);`).join('\n');
}

/** MySQL's quotes are those of a template. */
function escaped(statement: string): string {
  return statement.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
}
