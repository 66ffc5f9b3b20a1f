import { BeforeInsert, BeforeUpdate, Column, Index } from 'typeorm';

import type { AuthUser, UserId } from '../../accounts/users/auth-user.js';
import { emailKey, KEY_LENGTH, usernameKey } from '../../kernel/identifiers.js';
import { moment } from './moment.js';

/**
 * The columns that the module needs, for a user entity to extend: add `@Entity()`, a key of your own, and whatever else a user is. Extending it is a
 * convenience; any entity with these properties will do.
 */
export abstract class BaseUser implements AuthUser {
  abstract readonly id: UserId;

  @Column({ type: 'varchar', length: 150 })
  username!: string;

  /** The name as it is compared (`usernameKey()`). Its unique index is what makes names unique; it comes with the table, which is the host's. */
  @Index({ unique: true })
  @Column({ type: 'varchar', length: KEY_LENGTH, name: 'username_key' })
  usernameKey!: string;

  @Column({ type: 'varchar', length: 320, default: '' })
  email = '';

  /** The address as it is looked up (`emailKey()`). */
  @Index()
  @Column({ type: 'varchar', length: KEY_LENGTH, default: '', name: 'email_key' })
  emailKey = '';

  @Column({ type: 'varchar', length: 150, default: '', name: 'first_name' })
  firstName = '';

  @Column({ type: 'varchar', length: 150, default: '', name: 'last_name' })
  lastName = '';

  @Column({ type: 'varchar', length: 255 })
  password!: string;

  @Column({ type: 'boolean', default: true, name: 'is_active' })
  isActive = true;

  @Column({ type: 'bigint', nullable: true, transformer: moment, name: 'credentials_changed_at' })
  credentialsChangedAt: Date | null = null;

  /** Keeps the keys with what they are made of, whoever saves the entity. */
  @BeforeInsert()
  @BeforeUpdate()
  protected deriveKeys(): void {
    this.usernameKey = usernameKey(this.username);
    this.emailKey = emailKey(this.email);
  }
}
