import type { Type } from '@nestjs/common';
import { type EntityManager, type EntityMetadata, IsNull, type ObjectLiteral, type Repository } from 'typeorm';

import type { AuthUser, NewUser, UserId } from '../../accounts/users/auth-user.js';
import { UserStore } from '../../accounts/users/user.store.js';
import { FieldErrors, notAuthenticated } from '../../kernel/errors.js';
import { emailKey, usernameKey } from '../../kernel/identifiers.js';
import { foldEmail, foldName } from '../../kernel/text.js';
import { assertAddressFits } from './address-length.js';
import { isOutsideCharset } from './driver-errors.js';
import { hasSameText, rowsWithSameText } from './same-text.js';
import { PreparedRows } from './prepared-rows.js';
import type { TypeOrmUnitOfWork } from './typeorm-unit-of-work.js';

/** A table without key columns may hold a name in several letter cases: the one that was typed is looked for among so many. */
const SAME_NAMES = 10;

/** Where a joined row stands for a moment. */
const JOINED = 'restAuthJoined';

type Values = Readonly<Record<string, unknown>>;

/**
 * Users in the host's own entity, with the relations that it loads eagerly. Names and addresses are looked up in its `usernameKey` and `emailKey`; an entity
 * without them is searched by the texts themselves.
 */
export class TypeOrmUserStore<User extends AuthUser> extends UserStore<User> {
  private readonly prepared: PreparedRows;

  constructor(
    private readonly work: TypeOrmUnitOfWork,
    private readonly entity: Type<User>,
  ) {
    super();
    this.prepared = new PreparedRows(work);
  }

  override async findById(id: UserId): Promise<User | null> {
    if (!this.canBeKey(id)) return null;
    const prepared = await this.prepared.find({ entity: this.entity, id });
    if (prepared) return prepared.row;
    return (await this.find('user.id = :id', { id }, 1))[0] ?? null;
  }

  /** The user, and the row of another table that has that id: in one statement. */
  async findByIdWithRow<Row extends object>(
    id: UserId,
    row: Type<Row>,
    rowId: string,
  ): Promise<{ user: User | null; row: Row | null }> {
    if (!this.canBeKey(id)) return { user: null, row: null };
    const prepared = await this.prepared.find({ entity: this.entity, id }, { entity: row, id: rowId });
    if (prepared) return { user: prepared.row, row: prepared.row && prepared.other };
    const user = await this.work.manager
      .createQueryBuilder(this.entity, 'user')
      .setFindOptions({ loadEagerRelations: true })
      .leftJoinAndMapOne(`user.${JOINED}`, row, 'joined', 'joined.id = :rowId', { rowId })
      .where('user.id = :id', { id })
      .getOne();
    if (!user) return { user: null, row: null };
    const joined: unknown = Reflect.get(user, JOINED);
    Reflect.deleteProperty(user, JOINED);
    return { user, row: joined instanceof row ? joined : null };
  }

  override async findByUsername(username: string): Promise<User | null> {
    const users = this.has('usernameKey')
      ? await this.find('user.usernameKey = :key', { key: usernameKey(username) }, 1)
      : await this.findByText('username', foldName(username), username, SAME_NAMES);
    return users.find((user) => user.username === username) ?? users[0] ?? null;
  }

  override async findByEmail(email: string, limit: number): Promise<User[]> {
    if (email === '') return [];
    return this.has('emailKey')
      ? this.find('user.emailKey = :key', { key: emailKey(email) }, limit)
      : this.findByText('email', foldEmail(email), email, limit);
  }

  override async create(user: NewUser, extra: Values): Promise<User> {
    assertAddressFits(this.metadata, user.email);
    return this.write(async (manager) => {
      const entity = manager.create(this.entity);
      Object.assign(entity, this.known({ ...extra, ...user }), this.keysOf(user));
      // A new entity is inserted without a look; the transaction that is open is enough.
      return manager.save(entity, { transaction: false });
    });
  }

  override async update(user: User, changes: Values): Promise<User> {
    const known = this.known(changes);
    const relations = Object.keys(known).filter((property) => this.relation(property));
    const scalars = Object.fromEntries(Object.entries(known).filter(([property]) => !relations.includes(property)));
    const write = async () => {
      if (Object.keys(scalars).length > 0) await this.writeScalars(user, scalars);
      for (const property of relations) await this.writeRelated(user, property, known[property]);
    };
    await (relations.length > 0 ? this.work.run(write) : write());
    const updated = await this.findById(user.id);
    if (!updated) throw notAuthenticated();
    return updated;
  }

  override async replacePassword(user: User, hash: string, changedAt: Date | null): Promise<boolean> {
    const isNew = changedAt !== null && this.has('credentialsChangedAt');
    const present = isNew
      ? { credentialsChangedAt: user.credentialsChangedAt ?? IsNull() }
      : { password: user.password };
    const values = { password: hash, ...(isNew && { credentialsChangedAt: changedAt }) };
    const { affected } = await this.work.write((manager) =>
      this.rows(manager).update({ id: user.id, ...present }, values),
    );
    return affected === 1;
  }

  /** A NUL is an error of PostgreSQL's, and nobody's name. */
  private async findByText(
    property: 'username' | 'email',
    folded: string,
    typed: string,
    limit: number,
  ): Promise<User[]> {
    if (typed.includes('\0')) return [];
    const condition = hasSameText(this.work.manager.dataSource, `user.${property}`);
    return rowsWithSameText(() => this.find(condition, { folded, typed }, limit));
  }

  /** All by query builder, in one statement; ordered by key, so that the oldest comes first. */
  private find(condition: string, parameters: Values, limit: number): Promise<User[]> {
    return this.work.manager
      .createQueryBuilder(this.entity, 'user')
      .setFindOptions({ loadEagerRelations: true })
      .where(condition, parameters)
      .orderBy('user.id')
      .limit(limit)
      .getMany();
  }

  /** A text that is no number, or one that is too large, would be an error of the database's in a column of numbers; it is simply nobody's key. */
  private canBeKey(value: UserId): boolean {
    const [column] = this.metadata.primaryColumns;
    if (column?.type === 'uuid') return typeof value === 'string' && UUID.test(value);
    const { driver, options } = this.work.manager.dataSource;
    const type = column ? driver.normalizeType(column) : '';
    if (!/int/i.test(type)) return true;
    const largest = options.type === 'postgres' ? POSTGRES_LARGEST[type] : undefined;
    if (!/^-?\d{1,20}$/.test(String(value))) return false;
    return largest === undefined || (BigInt(value) >= -largest && BigInt(value) <= largest);
  }

  private async writeScalars(user: User, scalars: Values): Promise<void> {
    const values: Values = { ...scalars, ...this.keysOf(scalars) };
    if (typeof values['email'] === 'string') assertAddressFits(this.metadata, values['email']);
    await this.write((manager) => this.rows(manager).update({ id: user.id }, values));
  }

  /** A text that the host's column cannot hold is the client's mistake. */
  private async write<Result>(write: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    try {
      return await this.work.write(write);
    } catch (error) {
      throw isOutsideCharset(error) ? FieldErrors.nonField('invalid_value') : error;
    }
  }

  /** One row that belongs to the user: changed where it is, else made. */
  private async writeRelated(user: User, property: string, values: unknown): Promise<void> {
    const relation = this.relation(property);
    if (!relation || typeof values !== 'object' || values === null) return;
    const { target, primaryColumns } = relation.inverseEntityMetadata;
    const present: unknown = Reflect.get(user, property);
    await this.write(async (manager) => {
      const related = manager.getRepository<ObjectLiteral>(target);
      if (typeof present === 'object' && present !== null) {
        if (Object.keys(values).length === 0) return;
        await related.update(
          Object.fromEntries(
            primaryColumns.map((column) => [column.propertyName, Reflect.get(present, column.propertyName)]),
          ),
          values,
        );
        return;
      }
      const owner = relation.inverseRelation ? { [relation.inverseRelation.propertyName]: { id: user.id } } : {};
      const made = await related.save(related.create({ ...values, ...owner }), { transaction: false });
      if (relation.isOwning) await this.rows(manager).update({ id: user.id }, { [property]: made });
    });
  }

  /** What of it the entity has a place for. */
  private known(values: Values): Record<string, unknown> {
    const { metadata } = this;
    return Object.fromEntries(
      Object.entries(values).filter(
        ([property]) => this.has(property) || metadata.findRelationWithPropertyPath(property),
      ),
    );
  }

  private keysOf({ username, email }: Values | NewUser): Record<string, string> {
    return {
      ...(typeof username === 'string' && this.has('usernameKey') && { usernameKey: usernameKey(username) }),
      ...(typeof email === 'string' && this.has('emailKey') && { emailKey: emailKey(email) }),
    };
  }

  private has(property: string): boolean {
    return this.metadata.findColumnWithPropertyName(property) !== undefined;
  }

  private relation(property: string) {
    return this.metadata.findRelationWithPropertyPath(property);
  }

  private get metadata(): EntityMetadata {
    return this.work.manager.dataSource.getMetadata(this.entity);
  }

  /** The same rows for statements whose properties are known only when they run. */
  private rows(manager: EntityManager): Repository<ObjectLiteral> {
    return manager.getRepository<ObjectLiteral>(this.entity);
  }
}

/** The others compare with what is larger as well, and SQLite's integers have no such bound. */
const POSTGRES_LARGEST: Readonly<Record<string, bigint>> = {
  smallint: 0x7fffn,
  integer: 0x7fffffffn,
  bigint: 0x7fffffffffffffffn,
};

const UUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;
