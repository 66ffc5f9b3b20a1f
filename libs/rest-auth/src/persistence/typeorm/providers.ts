import type { FactoryProvider, Type } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';

import { EmailAddressStore } from '../../accounts/emails/email-address.store.js';
import { PasswordResetStore } from '../../accounts/passwords/password-reset.store.js';
import { SocialAccountStore } from '../../accounts/social-accounts/social-account.store.js';
import type { AuthUser } from '../../accounts/users/auth-user.js';
import { UserStore } from '../../accounts/users/user.store.js';
import { RefreshFamilyStore } from '../../credentials/jwt/refresh-family.store.js';
import { SessionStore } from '../../credentials/sessions/session.store.js';
import { TokenStore } from '../../credentials/tokens/token.store.js';
import { UnitOfWork } from '../../kernel/unit-of-work.js';
import { OutboxStore } from '../../mail/outbox.store.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';
import { LoginFailureStore } from '../../throttling/login-failure.store.js';
import { NoEmailAddressStore } from './no-email-address.store.js';
import { DjangoEmailAddressStore } from './django/django-email-address.store.js';
import { DjangoSocialAccountStore } from './django/django-social-account.store.js';
import { DjangoTokenStore } from './django/django-token.store.js';
import { DjangoUser } from './django/django-user.js';
import { restAuthEntities, type RestAuthEntities } from './entities.js';
import { DjangoEmailAddressRow, DjangoSocialAccountRow, DjangoTokenRow } from './rows.js';
import { type TableMapping, Tables } from './table-mapping.js';
import { TypeOrmEmailAddressStore } from './typeorm-email-address.store.js';
import { TypeOrmLoginFailureStore } from './typeorm-login-failure.store.js';
import { TypeOrmOutboxStore } from './typeorm-outbox.store.js';
import { TypeOrmPasswordResetStore } from './typeorm-password-reset.store.js';
import { TypeOrmRefreshFamilyStore } from './typeorm-refresh-family.store.js';
import { TypeOrmSessionStore } from './typeorm-session.store.js';
import { TypeOrmSocialAccountStore } from './typeorm-social-account.store.js';
import { TypeOrmTokenStore } from './typeorm-token.store.js';
import { TypeOrmUnitOfWork } from './typeorm-unit-of-work.js';
import { TypeOrmUserStore } from './typeorm-user.store.js';

/** What of the options is the persistence's. */
export interface TypeOrmStructure {
  readonly user: Type<AuthUser>;
  readonly tables?: TableMapping;
  readonly dataSource?: string;
}

/** The stores over TypeORM, for the ports that have no other default. */
export function typeOrmProviders({ user, tables, dataSource }: TypeOrmStructure): FactoryProvider[] {
  const entities = restAuthEntities(user, tables);
  const inject = [TypeOrmUnitOfWork];
  return [
    {
      provide: TypeOrmUnitOfWork,
      inject: [getDataSourceToken(dataSource)],
      useFactory: (source: DataSource) => {
        assertUtc(source, user, new Tables(tables));
        assertRegistered(source, [user, ...Object.values(entities)]);
        return new TypeOrmUnitOfWork(source);
      },
    },
    { provide: UnitOfWork, inject, useFactory: (work: TypeOrmUnitOfWork) => work },
    { provide: UserStore, inject, useFactory: (work: TypeOrmUnitOfWork) => new TypeOrmUserStore(work, user) },
    {
      provide: EmailAddressStore,
      inject: [...inject, RestAuthSettings],
      useFactory: (work: TypeOrmUnitOfWork, { email }: RestAuthSettings) =>
        email.addresses ? emailAddressStore(work, entities, email.unique) : new NoEmailAddressStore(),
    },
    {
      provide: TokenStore,
      inject,
      useFactory: (work: TypeOrmUnitOfWork) => tokenStore(work, entities),
    },
    {
      provide: SessionStore,
      inject,
      useFactory: (work: TypeOrmUnitOfWork) => new TypeOrmSessionStore(work, entities.session),
    },
    {
      provide: RefreshFamilyStore,
      inject: [...inject, UserStore],
      useFactory: (work: TypeOrmUnitOfWork, users: UserStore) =>
        new TypeOrmRefreshFamilyStore(work, entities.refreshFamily, users),
    },
    {
      provide: SocialAccountStore,
      inject,
      useFactory: (work: TypeOrmUnitOfWork) => socialAccountStore(work, entities),
    },
    {
      provide: PasswordResetStore,
      inject,
      useFactory: (work: TypeOrmUnitOfWork) => new TypeOrmPasswordResetStore(work, entities.passwordReset),
    },
    {
      provide: LoginFailureStore,
      inject,
      useFactory: (work: TypeOrmUnitOfWork) => new TypeOrmLoginFailureStore(work, entities.loginFailure),
    },
    {
      provide: OutboxStore,
      inject,
      useFactory: (work: TypeOrmUnitOfWork) => new TypeOrmOutboxStore(work, entities.outbox),
    },
  ];
}

function emailAddressStore(
  work: TypeOrmUnitOfWork,
  { emailAddress }: RestAuthEntities,
  unique: boolean,
): EmailAddressStore {
  return isEntityOf(emailAddress, DjangoEmailAddressRow)
    ? new DjangoEmailAddressStore(work, emailAddress, unique)
    : new TypeOrmEmailAddressStore(work, emailAddress, unique);
}

function tokenStore(work: TypeOrmUnitOfWork, { token }: RestAuthEntities): TokenStore {
  return isEntityOf(token, DjangoTokenRow) ? new DjangoTokenStore(work, token) : new TypeOrmTokenStore(work, token);
}

function socialAccountStore(work: TypeOrmUnitOfWork, { socialAccount }: RestAuthEntities): SocialAccountStore {
  return isEntityOf(socialAccount, DjangoSocialAccountRow)
    ? new DjangoSocialAccountStore(work, socialAccount)
    : new TypeOrmSocialAccountStore(work, socialAccount);
}

function isEntityOf<Row extends object>(entity: Type<object>, row: Type<Row>): entity is Type<Row> {
  return entity.prototype instanceof row;
}

function assertRegistered(source: DataSource, entities: readonly Parameters<DataSource['hasMetadata']>[0][]): void {
  if (entities.every((entity) => source.hasMetadata(entity))) return;
  throw new Error(
    'RestAuthModule cannot start: its entities are not in the data source. Set `autoLoadEntities: true` in TypeOrmModule.forRoot(), or add ' +
      '`...Object.values(restAuthEntities(User))` and your user entity to its `entities`.',
  );
}

/** Django writes moments in UTC into columns that know no zone; this driver would take them for local ones. */
function assertUtc({ options }: DataSource, user: Type<AuthUser>, tables: Tables): void {
  const hasMoments = tables.isDjango('token') || tables.isDjango('socialAccount');
  if (!hasMoments && !(user.prototype instanceof DjangoUser)) return;
  if (options.type !== 'mysql' && options.type !== 'mariadb') return;
  if (options.timezone === 'Z' || options.timezone === '+00:00') return;
  throw new Error(
    "RestAuthModule cannot start: the moments in the tables of a Django site are in UTC. Set `timezone: 'Z'` in TypeOrmModule.forRoot().",
  );
}
