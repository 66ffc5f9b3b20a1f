/** Checks one password against one stored hash. */
export type PasswordCheck = (password: string) => Promise<boolean>;

/**
 * A format of stored hashes: the check for a hash of its own, or null for one that it does not know, that is broken, or that would cost more than about a second to
 * check (a stored hash is data, and data must not stop the server).
 */
export type PasswordFormat = (stored: string) => PasswordCheck | null;
