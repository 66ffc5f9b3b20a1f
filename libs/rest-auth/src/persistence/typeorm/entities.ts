import type { Type } from '@nestjs/common';
import {
  Column,
  type ColumnOptions,
  Entity,
  ForeignKey,
  getMetadataArgsStorage,
  Index,
  PrimaryGeneratedColumn,
} from 'typeorm';

import type { AuthUser } from '../../accounts/users/auth-user.js';
import { KEY_LENGTH } from '../../kernel/identifiers.js';
import { moment } from './moment.js';
import {
  CredentialRow,
  DjangoEmailAddressRow,
  DjangoSocialAccountRow,
  DjangoTokenRow,
  EmailAddressRow,
  LoginFailureRow,
  OutboxRow,
  PasswordResetRow,
  RefreshFamilyRow,
  SessionRow,
  SocialAccountRow,
  TokenRow,
} from './rows.js';
import { type TableMapping, type TableName, Tables } from './table-mapping.js';

/** The module's entities, under the names of one mapping. */
// A type and no interface: only a type's values can be listed without losing what they are.
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
export type RestAuthEntities = {
  readonly emailAddress: Type<EmailAddressRow> | Type<DjangoEmailAddressRow>;
  readonly token: Type<TokenRow> | Type<DjangoTokenRow>;
  readonly session: Type<SessionRow>;
  readonly refreshFamily: Type<RefreshFamilyRow>;
  readonly socialAccount: Type<SocialAccountRow> | Type<DjangoSocialAccountRow>;
  readonly passwordReset: Type<PasswordResetRow>;
  readonly loginFailure: Type<LoginFailureRow>;
  readonly outbox: Type<OutboxRow>;
};

/** Made once for a user class and a mapping: TypeORM knows an entity by its class. */
const made = new WeakMap<Type<AuthUser>, Map<string, RestAuthEntities>>();

/**
 * The entities for `user` and `mapping`. The module registers them itself where the data source has `autoLoadEntities`; elsewhere put
 * `Object.values(restAuthEntities(User))` into its `entities`.
 */
export function restAuthEntities(user: Type<AuthUser>, mapping: TableMapping = {}): RestAuthEntities {
  const key = JSON.stringify(mapping);
  const known = made.get(user) ?? new Map<string, RestAuthEntities>();
  made.set(user, known);
  const entities = known.get(key) ?? define(user, new Tables(mapping));
  known.set(key, entities);
  return entities;
}

/** What a column is, or that it counts by itself. */
type Columns<Row> = Readonly<Record<keyof Row & string, ColumnOptions | 'counter'>>;

interface Indexes<Row> {
  readonly unique?: readonly (keyof Row & string)[][];
  readonly plain?: readonly (keyof Row & string)[][];
}

function define(user: Type<AuthUser>, tables: Tables): RestAuthEntities {
  const userKey = keyOf(user);
  const id: ColumnOptions = { type: 'varchar', length: 36, primary: true };
  const digest: ColumnOptions = { type: 'varchar', length: 64 };
  const at: ColumnOptions = { type: 'bigint', transformer: moment };
  const credential = {
    id,
    keyDigest: digest,
    userId: userKey,
    loginId: { type: 'varchar', length: 36 },
    method: { type: 'varchar', length: 20 },
    userAgent: { type: 'varchar', length: 255, nullable: true },
    address: { type: 'varchar', length: 45, nullable: true },
    createdAt: at,
    lastUsedAt: at,
    credentialsVersion: { type: 'varchar', length: 20 },
  } satisfies Columns<CredentialRow>;

  const entity = <Row extends object>(
    table: TableName,
    row: Type<Row>,
    columns: Columns<Row>,
    { unique = [], plain = [] }: Indexes<Row>,
  ) => {
    for (const [property, column] of Object.entries<ColumnOptions | 'counter'>(columns)) {
      const name = tables.column(table, property);
      const decorate = column === 'counter' ? PrimaryGeneratedColumn({ name }) : Column({ ...column, name });
      decorate(row.prototype as object, property);
      if (property === 'userId') ForeignKey(() => user, { onDelete: 'CASCADE' })(row.prototype as object, property);
    }
    for (const properties of unique) Index([...properties], { unique: true })(row);
    for (const properties of plain) Index([...properties])(row);
    Entity(tables.name(table))(row);
    return row;
  };

  return {
    emailAddress: tables.isDjango('emailAddress')
      ? entity(
          'emailAddress',
          class RestAuthEmailAddress extends DjangoEmailAddressRow {},
          {
            id: 'counter',
            userId: userKey,
            email: { type: 'varchar', length: 254 },
            verified: { type: 'boolean' },
            primary: { type: 'boolean' },
          },
          { unique: [['userId', 'email']], plain: [['email']] },
        )
      : entity(
          'emailAddress',
          class RestAuthEmailAddress extends EmailAddressRow {},
          {
            id: 'counter',
            userId: userKey,
            email: { type: 'varchar', length: 320 },
            emailKey: { type: 'varchar', length: KEY_LENGTH },
            verified: { type: 'boolean' },
            primary: { type: 'boolean' },
            verifiedKey: { type: 'varchar', length: KEY_LENGTH, nullable: true },
          },
          { unique: [['userId', 'emailKey'], ['verifiedKey']], plain: [['emailKey']] },
        ),
    token: tables.isDjango('token')
      ? entity(
          'token',
          class RestAuthToken extends DjangoTokenRow {},
          {
            key: { type: 'varchar', length: 40, primary: true },
            userId: userKey,
            createdAt: { type: Date },
          },
          { unique: [['userId']] },
        )
      : entity(
          'token',
          class RestAuthToken extends TokenRow {},
          {
            ...credential,
            readableKey: { type: 'varchar', length: 64, nullable: true },
            readableOwnerId: { ...userKey, nullable: true },
          },
          { unique: [['keyDigest'], ['readableOwnerId']], plain: [['userId'], ['lastUsedAt']] },
        ),
    session: entity('session', class RestAuthSession extends SessionRow {}, credential, {
      unique: [['keyDigest']],
      plain: [['userId'], ['lastUsedAt']],
    }),
    refreshFamily: entity(
      'refreshFamily',
      class RestAuthRefreshFamily extends RefreshFamilyRow {},
      {
        id: { type: 'varchar', length: 36, primary: true },
        userId: userKey,
        loginId: credential.loginId,
        method: credential.method,
        userAgent: credential.userAgent,
        address: credential.address,
        currentDigest: { ...digest, nullable: true },
        formerDigest: { ...digest, nullable: true },
        rotatedAt: { ...at, nullable: true },
        createdAt: at,
        lastUsedAt: at,
        expiresAt: at,
        endedAt: { ...at, nullable: true },
        credentialsVersion: credential.credentialsVersion,
      },
      { plain: [['userId'], ['expiresAt']] },
    ),
    socialAccount: tables.isDjango('socialAccount')
      ? entity(
          'socialAccount',
          class RestAuthSocialAccount extends DjangoSocialAccountRow {},
          {
            id: 'counter',
            userId: userKey,
            provider: { type: 'varchar', length: 200 },
            uid: { type: 'varchar', length: 191 },
            createdAt: { type: Date },
            lastLoginAt: { type: Date },
            extraData: { type: 'simple-json' },
          },
          { unique: [['provider', 'uid']], plain: [['userId']] },
        )
      : entity(
          'socialAccount',
          class RestAuthSocialAccount extends SocialAccountRow {},
          {
            id: 'counter',
            userId: userKey,
            provider: { type: 'varchar', length: 200 },
            uid: { type: 'varchar', length: 191 },
            identityDigest: digest,
            createdAt: at,
            lastLoginAt: at,
            sealedTokens: { type: 'text', nullable: true },
          },
          { unique: [['identityDigest']], plain: [['userId']] },
        ),
    passwordReset: entity(
      'passwordReset',
      class RestAuthPasswordReset extends PasswordResetRow {},
      {
        id,
        tokenDigest: digest,
        userId: { ...userKey, nullable: true },
        accountState: { type: 'varchar', length: 64 },
        expiresAt: at,
      },
      { unique: [['tokenDigest']], plain: [['userId'], ['expiresAt']] },
    ),
    loginFailure: entity(
      'loginFailure',
      class RestAuthLoginFailure extends LoginFailureRow {},
      { id: { ...digest, primary: true }, failures: { type: 'integer' }, endsAt: at },
      { plain: [['endsAt']] },
    ),
    outbox: entity(
      'outbox',
      class RestAuthMailOutbox extends OutboxRow {},
      {
        id: 'counter',
        sealed: { type: 'text', nullable: true },
        createdAt: at,
        attempts: { type: 'integer', default: 0 },
        dueAt: at,
      },
      { plain: [['dueAt']] },
    ),
  };
}

/** The column that refers to the host's users: of the type of their own key. */
function keyOf(user: Type<AuthUser>): ColumnOptions {
  const { columns, generations } = getMetadataArgsStorage();
  const classes = [user, ...parentsOf(user)];
  const primary = columns.find(({ target, options }) => options.primary && classes.some((type) => type === target));
  if (!primary) {
    throw new TypeError(
      `${user.name} is no TypeORM entity with a primary key: decorate it with @Entity(), and its key with @PrimaryGeneratedColumn().`,
    );
  }
  const { type = 'integer', length, unsigned } = primary.options;
  const isUuid = generations.some(
    ({ target, propertyName, strategy }) =>
      target === primary.target && propertyName === primary.propertyName && strategy === 'uuid',
  );
  return {
    type: isUuid ? 'uuid' : type,
    ...(length !== undefined && { length }),
    ...(unsigned !== undefined && { unsigned }),
  };
}

function parentsOf(type: object): object[] {
  const parent = Reflect.getPrototypeOf(type);
  return parent && parent !== Function.prototype ? [parent, ...parentsOf(parent)] : [];
}
