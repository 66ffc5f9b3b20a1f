import { Column, Index, PrimaryGeneratedColumn } from 'typeorm';

import type { AuthUser } from '../../../accounts/users/auth-user.js';

/**
 * The columns of Django's `auth_user`, for a user entity to extend: add `@Entity('auth_user')`. Names and addresses are looked up without key
 * columns, and no change of the password is dated; a host that may add columns to the table adds those of `BaseUser`.
 */
export abstract class DjangoUser implements AuthUser {
  @PrimaryGeneratedColumn()
  readonly id!: number;

  @Index({ unique: true })
  @Column({ type: 'varchar', length: 150 })
  username!: string;

  @Column({ type: 'varchar', length: 254 })
  email = '';

  @Column({ type: 'varchar', length: 150, name: 'first_name' })
  firstName = '';

  @Column({ type: 'varchar', length: 150, name: 'last_name' })
  lastName = '';

  @Column({ type: 'varchar', length: 128 })
  password!: string;

  @Column({ type: 'boolean', name: 'is_active' })
  isActive = true;

  @Column({ type: 'boolean', name: 'is_staff' })
  isStaff = false;

  @Column({ type: 'boolean', name: 'is_superuser' })
  isSuperuser = false;

  @Column({ type: Date, name: 'date_joined' })
  dateJoined!: Date;

  @Column({ type: Date, nullable: true, name: 'last_login' })
  lastLogin: Date | null = null;

  /** No column of Django's. */
  credentialsChangedAt: Date | null = null;
}
