import { unknownOptions } from '../../kernel/unknown-options.js';

/** The module's tables and columns under their default names (tables without the prefix). */
const DEFAULTS = {
  emailAddress: {
    table: 'email_address',
    columns: {
      id: 'id',
      userId: 'user_id',
      email: 'email',
      emailKey: 'email_key',
      verified: 'verified',
      primary: 'is_primary',
      verifiedKey: 'verified_key',
    },
  },
  token: {
    table: 'token',
    columns: {
      id: 'id',
      keyDigest: 'key_digest',
      readableKey: 'readable_key',
      readableOwnerId: 'readable_owner_id',
      userId: 'user_id',
      loginId: 'login_id',
      method: 'method',
      userAgent: 'user_agent',
      address: 'address',
      createdAt: 'created_at',
      lastUsedAt: 'last_used_at',
      credentialsVersion: 'credentials_version',
    },
  },
  session: {
    table: 'session',
    columns: {
      id: 'id',
      keyDigest: 'key_digest',
      userId: 'user_id',
      loginId: 'login_id',
      method: 'method',
      userAgent: 'user_agent',
      address: 'address',
      createdAt: 'created_at',
      lastUsedAt: 'last_used_at',
      credentialsVersion: 'credentials_version',
    },
  },
  refreshFamily: {
    table: 'refresh_family',
    columns: {
      id: 'id',
      userId: 'user_id',
      loginId: 'login_id',
      method: 'method',
      userAgent: 'user_agent',
      address: 'address',
      currentDigest: 'current_digest',
      formerDigest: 'former_digest',
      rotatedAt: 'rotated_at',
      createdAt: 'created_at',
      lastUsedAt: 'last_used_at',
      expiresAt: 'expires_at',
      endedAt: 'ended_at',
      credentialsVersion: 'credentials_version',
    },
  },
  socialAccount: {
    table: 'social_account',
    columns: {
      id: 'id',
      userId: 'user_id',
      provider: 'provider',
      uid: 'uid',
      identityDigest: 'identity_digest',
      createdAt: 'created_at',
      lastLoginAt: 'last_login_at',
      sealedTokens: 'sealed_tokens',
    },
  },
  passwordReset: {
    table: 'password_reset',
    columns: {
      id: 'id',
      tokenDigest: 'token_digest',
      userId: 'user_id',
      accountState: 'account_state',
      expiresAt: 'expires_at',
    },
  },
  loginFailure: {
    table: 'login_failure',
    columns: { id: 'id', failures: 'failures', endsAt: 'ends_at' },
  },
  outbox: {
    table: 'mail_outbox',
    columns: {
      id: 'id',
      sealed: 'sealed',
      createdAt: 'created_at',
      attempts: 'attempts',
      dueAt: 'due_at',
    },
  },
} as const;

/** The tables of a Django site that the module can use in place of its own, as allauth and Django REST framework make them. */
const DJANGO = {
  emailAddress: {
    table: 'account_emailaddress',
    columns: { id: 'id', userId: 'user_id', email: 'email', verified: 'verified', primary: 'primary' },
  },
  token: {
    table: 'authtoken_token',
    columns: { key: 'key', userId: 'user_id', createdAt: 'created' },
  },
  socialAccount: {
    table: 'socialaccount_socialaccount',
    columns: {
      id: 'id',
      userId: 'user_id',
      provider: 'provider',
      uid: 'uid',
      createdAt: 'date_joined',
      lastLoginAt: 'last_login',
      extraData: 'extra_data',
    },
  },
} as const;

type Defaults = typeof DEFAULTS;
type DjangoDefaults = typeof DJANGO;

/** A table of the module. */
export type TableName = keyof Defaults;

/** A table that can be a Django site's. */
export type DjangoTableName = keyof DjangoDefaults;

/** A column of one of them, by the name that the code uses. */
export type ColumnName<Table extends TableName> = keyof Defaults[Table]['columns'] & string;

/** A table of the module's own form. */
export interface OwnTable<Column extends string> {
  layout?: 'own';
  /** The whole name; the prefix has no part in it. */
  name?: string;
  columns?: Partial<Record<Column, string>>;
  /** The table is there already, with all columns: the migrations leave it alone. Default false. */
  existing?: boolean;
}

/** A table as Django made it; the migrations leave it alone. It has fewer columns than ours: `docs/databases.md` says what that costs. */
export interface DjangoTable<Column extends string> {
  layout: 'django';
  /** Default: Django's name. */
  name?: string;
  columns?: Partial<Record<Column, string>>;
}

/** Other names for tables and columns; what is not named keeps its default. */
export type TableMapping = {
  /** Stands before every table's default name. Default `rest_auth_`. */
  prefix?: string;
} & {
  [Table in TableName]?:
    | OwnTable<ColumnName<Table>>
    | (Table extends DjangoTableName ? DjangoTable<keyof DjangoDefaults[Table]['columns'] & string> : never);
};

/** The names in force. Entities, migrations and statements all ask here. */
export class Tables {
  constructor(private readonly mapping: TableMapping = {}) {}

  private get prefix(): string {
    return this.mapping.prefix ?? 'rest_auth_';
  }

  /** Whether the table is of Django's form. */
  isDjango(table: TableName): boolean {
    return this.mapping[table]?.layout === 'django';
  }

  /** Whether the module's migrations make it. */
  isMigrated(table: TableName): boolean {
    const given = this.mapping[table];
    return given?.layout !== 'django' && !given?.existing;
  }

  name(table: TableName): string {
    const byDefault = this.isDjango(table) ? this.defaults(table).table : this.prefix + DEFAULTS[table].table;
    return this.mapping[table]?.name ?? byDefault;
  }

  /** The column of that property; a property that the mapping does not know keeps its own name. */
  column(table: TableName, column: string): string {
    const columns: Readonly<Record<string, string>> = {
      ...this.defaults(table).columns,
      ...this.mapping[table]?.columns,
    };
    return columns[column] ?? column;
  }

  private defaults(table: TableName) {
    return isDjangoTable(table) && this.isDjango(table) ? DJANGO[table] : DEFAULTS[table];
  }
}

function isDjangoTable(table: string): table is DjangoTableName {
  return table in DJANGO;
}

/** What is wrong with a mapping: names that are none, and layouts that a table does not have. */
export function mappingProblems(mapping: object): string[] {
  return [
    ...unknownOptions(mapping, ['prefix', ...Object.keys(DEFAULTS)], 'tables.'),
    ...Object.entries(DEFAULTS).flatMap(([table, { columns }]) => {
      const given: unknown = Reflect.get(mapping, table);
      return typeof given === 'object' && given !== null ? tableProblems(table, given, Object.keys(columns)) : [];
    }),
  ];
}

function tableProblems(table: string, given: { layout?: unknown; columns?: unknown }, own: string[]): string[] {
  const path = `tables.${table}`;
  const { layout = 'own', columns } = given;
  const layouts = isDjangoTable(table) ? ['own', 'django'] : ['own'];
  if (!layouts.includes(String(layout)))
    return [`\`${path}.layout\` is "${String(layout)}": use ${layouts.join(' or ')}.`];
  const isDjango = layout === 'django' && isDjangoTable(table);
  const known = isDjango ? Object.keys(DJANGO[table].columns) : own;
  return [
    ...unknownOptions(given, ['layout', 'name', 'columns', ...(isDjango ? [] : ['existing'])], `${path}.`),
    ...(typeof columns === 'object' && columns !== null ? unknownOptions(columns, known, `${path}.columns.`) : []),
  ];
}
