import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Example {
  readonly page: string;
  /** Where the page says that the file lies, from its first line; '' where it does not say. */
  readonly path: string;
  readonly source: string;
  /** The heading that it stands below. */
  readonly heading: string;
}

/** What the examples take for granted of a host. */
export const GIVEN: Readonly<Record<string, string>> = {
  'src/configuration.ts': `
    export class Configuration {
      smtpUrl = '';
      links = { passwordReset: '', emailVerification: '' };
      async secret() { return ''; }
    }
    export class ConfigurationModule {}`,
  'src/team.entity.ts': `
    import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

    @Entity('teams')
    export class Team {
      @PrimaryGeneratedColumn()
      readonly id!: number;

      @Column({ type: 'varchar' })
      name!: string;

      @Column({ type: 'int' })
      ownerId!: number;
    }`,
  'src/users/user-tables.migration.ts': `
    export class UserTables1700000000000 {
      async up() {}
      async down() {}
    }`,
};

export const pages = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

export const textOf = (page: string) => readFileSync(join(ROOT, page), 'utf8');

/** Every example of every page. */
export const examples: readonly Example[] = pages.flatMap((page) => {
  const text = textOf(page);
  return [...text.matchAll(/^```ts\n(?:\/\/ (\S+)\n)?([^]*?)^```$/gm)].map(
    ({ 1: path = '', 2: source = '', index }) => ({
      page,
      path,
      source,
      heading: /.*^#+ ([^\n]*)/ms.exec(text.slice(0, index))?.[1] ?? '',
    }),
  );
});
