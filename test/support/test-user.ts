import { BaseUser } from 'nestjs-rest-auth';
import { Column, Entity, OneToOne, PrimaryGeneratedColumn, JoinColumn } from 'typeorm';

/** A host's user, with a column and a profile of its own. */
@Entity('app_user')
export class User extends BaseUser {
  @PrimaryGeneratedColumn()
  override readonly id!: number;

  @Column({ type: 'varchar', length: 100, default: '' })
  company = '';

  @OneToOne(() => Profile, (profile) => profile.user, { eager: true })
  profile!: Profile | null;
}

@Entity('app_profile')
export class Profile {
  @PrimaryGeneratedColumn()
  readonly id!: number;

  @Column({ type: 'varchar', length: 100, default: '', name: 'company_name' })
  companyName = '';

  @OneToOne(() => User, (user) => user.profile, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id' })
  user!: User;
}
