import mysql2 from 'mysql2';
import { DataSource, Entity } from 'typeorm';

import { DjangoUser } from './django/django-user.js';
import { typeOrmProviders } from './providers.js';
import { TypeOrmUnitOfWork } from './typeorm-unit-of-work.js';

@Entity('auth_user')
class SiteUser extends DjangoUser {}

describe('the persistence', () => {
  it("asks for UTC on MariaDB where the users alone are a Django site's", () => {
    const unitOfWork = typeOrmProviders({ user: SiteUser }).find(({ provide }) => provide === TypeOrmUnitOfWork);
    const source = new DataSource({ type: 'mariadb', driver: mysql2 });
    expect(() => unitOfWork?.useFactory(source)).toThrow("Set `timezone: 'Z'` in TypeOrmModule.forRoot().");
  });
});
