/** Who somebody is at a provider, by the provider's own word. */
export interface SocialProfile {
  /** Who it is there, for good: the one part that anything is decided by. 1 to 191 characters of printable ASCII without blanks. */
  readonly uid: string;
  /** '' for none, like the rest. */
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  /** Whether the provider vouches that the address is theirs. Only where its documents say so. */
  readonly emailVerified: boolean;
}

/** What a provider gives for acting in somebody's name there. */
export interface ProviderTokens {
  readonly accessToken: string;
  /** OAuth 1.0a alone. */
  readonly tokenSecret?: string;
  readonly refreshToken?: string;
}

/** Somebody whom a provider has identified. */
export interface SocialIdentity {
  /** The name under which this provider's identities are kept. */
  readonly provider: string;
  readonly profile: SocialProfile;
  /**
   * The address that the profile claims, valid or not, in the form in which no other letters look like it (UTS 36): whose address looks like it is told no other way.
   * The profile's own is '' where nobody could have it.
   */
  readonly claimedEmail: string;
  readonly tokens: ProviderTokens;
}
