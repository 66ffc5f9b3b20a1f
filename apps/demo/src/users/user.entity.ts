import { BaseUser } from 'nestjs-rest-auth';
import { Column, Entity, JoinColumn, OneToOne, PrimaryGeneratedColumn } from 'typeorm';

/** The demo's user: what the module needs, and a profile of the demo's own. */
@Entity('demo_user')
export class User extends BaseUser {
  @PrimaryGeneratedColumn()
  override readonly id!: number;

  /** Eager, so that answers can show it. */
  @OneToOne(() => Profile, (profile) => profile.user, { eager: true })
  profile!: Profile | null;
}

/** What the demo knows about a user besides. */
@Entity('demo_profile')
export class Profile {
  @PrimaryGeneratedColumn()
  readonly id!: number;

  @Column({ type: 'varchar', length: 100, default: '', name: 'company_name' })
  companyName = '';

  @OneToOne(() => User, (user) => user.profile, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id' })
  user!: User;
}
