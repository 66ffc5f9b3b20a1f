import type { Instance } from '../api/config.js';
import { Account } from './account.js';

const accounts = new Map<string, Account>();

/** The one account of an instance, for as long as the page lives. */
export function accountOf(instance: Instance): Account {
  const known = accounts.get(instance.id);
  if (known) return known;
  const account = new Account(instance);
  accounts.set(instance.id, account);
  void account.load();
  return account;
}
