import { digest } from '../../kernel/secrets.js';

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

type Defaults = typeof DEFAULTS;

/** A table of the module. */
export type TableName = keyof Defaults;

/** A column of one of them, by the name that the code uses. */
export type ColumnName<Table extends TableName> = keyof Defaults[Table]['columns'] & string;

/** Other names for tables and columns; what is not named keeps its default. */
export type TableMapping = {
  /** Stands before every table's default name. Default `rest_auth_`. */
  prefix?: string;
} & {
  [Table in TableName]?: {
    /** The whole name; the prefix has no part in it. */
    name?: string;
    columns?: Partial<Record<ColumnName<Table>, string>>;
  };
};

/** The names in force. Entities, migrations and statements all ask here. */
export class Tables {
  constructor(private readonly mapping: TableMapping = {}) {}

  /** A name for what exists once for each mapping: a migration. */
  get id(): string {
    const names = Object.entries(this.mapping).filter(([key]) => key !== 'prefix');
    return names.length === 0 ? this.prefix : `${this.prefix}${digest(JSON.stringify(names)).slice(0, 8)}_`;
  }

  private get prefix(): string {
    return this.mapping.prefix ?? 'rest_auth_';
  }

  name(table: TableName): string {
    return this.mapping[table]?.name ?? this.prefix + DEFAULTS[table].table;
  }

  /** The column of that property; a property that the mapping does not know keeps its own name. */
  column(table: TableName, column: string): string {
    const columns: Readonly<Record<string, string>> = { ...DEFAULTS[table].columns, ...this.mapping[table]?.columns };
    return columns[column] ?? column;
  }
}

/** What a mapping may name, by the path of its options (`tables.token.columns`): to tell a misspelt name from a known one. */
export function mappingKeys(): Readonly<Record<string, readonly string[]>> {
  const tables = Object.entries(DEFAULTS);
  return {
    tables: ['prefix', ...Object.keys(DEFAULTS)],
    ...Object.fromEntries(tables.map(([table]) => [`tables.${table}`, ['name', 'columns']])),
    ...Object.fromEntries(tables.map(([table, { columns }]) => [`tables.${table}.columns`, Object.keys(columns)])),
  };
}
