import type { UserId } from '../../accounts/users/auth-user.js';
import type { RefreshFamily } from '../../credentials/jwt/refresh-family.store.js';
import type { LoginMethodName } from '../../credentials/credential-kind.js';

/** A row of `rest_auth_email_address`. */
export class EmailAddressRow {
  id!: number;
  userId!: UserId;
  email!: string;
  /** The address as it is compared. */
  emailKey!: string;
  verified!: boolean;
  primary!: boolean;
  /** The key once the address is proven, else null: its unique index is what makes a proven address one user's. */
  verifiedKey!: string | null;
}

/** What rows of tokens and sessions share. */
export class CredentialRow {
  id!: string;
  keyDigest!: string;
  userId!: UserId;
  loginId!: string;
  method!: LoginMethodName;
  userAgent!: string | null;
  address!: string | null;
  createdAt!: Date;
  lastUsedAt!: Date;
  credentialsVersion!: string;
}

/** A row of `rest_auth_token`. The readable columns are filled with `tokens.perUser` alone. */
export class TokenRow extends CredentialRow {
  readableKey!: string | null;
  /** The user's key again: its unique index is what makes the readable token the user's only one. */
  readableOwnerId!: UserId | null;
}

/** A row of `rest_auth_session`. */
export class SessionRow extends CredentialRow {}

/** A row of `rest_auth_refresh_family`. */
export class RefreshFamilyRow implements RefreshFamily {
  id!: string;
  userId!: UserId;
  loginId!: string;
  method!: LoginMethodName;
  userAgent!: string | null;
  address!: string | null;
  currentDigest!: string | null;
  formerDigest!: string | null;
  rotatedAt!: Date | null;
  createdAt!: Date;
  lastUsedAt!: Date;
  expiresAt!: Date;
  endedAt!: Date | null;
  credentialsVersion!: string;
}

/** A row of `rest_auth_social_account`. */
export class SocialAccountRow {
  id!: number;
  userId!: UserId;
  provider!: string;
  uid!: string;
  /** Of provider and uid: compared the same by every collation, so that its unique index is what makes an identity one user's. */
  identityDigest!: string;
  createdAt!: Date;
  lastLoginAt!: Date;
  sealedTokens!: string | null;
}

/** A row of `rest_auth_password_reset`. Without a user it stands for nothing. */
export class PasswordResetRow {
  id!: string;
  tokenDigest!: string;
  userId!: UserId | null;
  accountState!: string;
  expiresAt!: Date;
}

/** A row of `rest_auth_login_failure`. */
export class LoginFailureRow {
  /** A keyed digest of the name or the address that was typed, whether anybody has it. */
  id!: string;
  failures!: number;
  /** When they are forgotten. */
  endsAt!: Date;
}

/** A row of `rest_auth_mail_outbox`. */
export class OutboxRow {
  id!: number;
  sealed!: string | null;
  createdAt!: Date;
  attempts!: number;
  /** Nobody takes it before; a sender that has it moves this on. */
  dueAt!: Date;
}

/** A row of allauth's `account_emailaddress`. */
export class DjangoEmailAddressRow {
  id!: number;
  userId!: UserId;
  email!: string;
  verified!: boolean;
  primary!: boolean;
}

/** A row of Django REST framework's `authtoken_token`: readable, and one for each user. */
export class DjangoTokenRow {
  key!: string;
  userId!: UserId;
  createdAt!: Date;
}

/** A row of allauth's `socialaccount_socialaccount`. */
export class DjangoSocialAccountRow {
  id!: number;
  userId!: UserId;
  provider!: string;
  uid!: string;
  createdAt!: Date;
  lastLoginAt!: Date;
  /** allauth keeps the profile here; never null. */
  extraData!: object;
}
