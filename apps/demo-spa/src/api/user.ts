import { isObject } from './answer.js';

/** As `user/` shows it. */
export interface User {
  readonly pk: number | string;
  readonly username: string;
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly profile?: { readonly company_name: string } | null;
}

export function isUser(value: unknown): value is User {
  return isObject(value) && typeof value['username'] === 'string';
}
