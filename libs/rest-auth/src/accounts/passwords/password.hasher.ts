/** Makes and checks password hashes. Django: `PASSWORD_HASHERS`. */
export abstract class PasswordHasher {
  /** A new hash of `password`, another each time, with everything in it that checking needs. Never begins with `!`, the sign for no password. */
  abstract hash(password: string): Promise<string>;

  /**
   * Whether `password` is the one that `hash` was made of. With null (no such user), with an unusable or unreadable hash it does the
   * work of a real check and answers false, so that no caller can forget to and time tells nothing. Never throws for what is stored.
   * Throws an `unavailable` refusal when too many are waiting already.
   */
  abstract verify(password: string, hash: string | null): Promise<boolean>;

  /**
   * Throws the `unavailable` refusal where `verify` would throw it now. A login asks first, before anything is counted or looked up, so that a flood which is sent away
   * costs no statement. Default: never throws.
   */
  assertRoom(): void {
    // Whoever has no queue sends nobody away.
  }

  /** Whether `hash` should be made anew, being of another format or weaker than those made now. */
  abstract needsRehash(hash: string): boolean;
}
