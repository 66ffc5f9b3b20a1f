// The third entry point: what a data source file for TypeORM's own command needs. It loads neither Nest's core nor any HTTP.
export { BaseUser } from './persistence/typeorm/base-user.js';
export { restAuthEntities, type RestAuthEntities } from './persistence/typeorm/entities.js';
export { restAuthMigrations } from './persistence/typeorm/migrations/migrations.js';
export { DjangoUser } from './persistence/typeorm/django/django-user.js';
export type {
  ColumnName,
  DjangoTable,
  DjangoTableName,
  OwnTable,
  TableMapping,
  TableName,
} from './persistence/typeorm/table-mapping.js';
