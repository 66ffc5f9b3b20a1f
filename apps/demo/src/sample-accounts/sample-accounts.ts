/** Accounts that are there from the start, for whoever wants to look around first. */
export const SAMPLE_ACCOUNTS = [{ username: 'sam', email: 'sam@example.com', password: 'a-sample-password' }] as const;
