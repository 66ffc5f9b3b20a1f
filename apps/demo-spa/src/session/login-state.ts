import type { User } from '../api/user.js';

/** Who is logged in at one instance, as far as this page knows. */
export type LoginState =
  | { readonly is: 'unknown' }
  | { readonly is: 'nobody'; readonly because: 'never' | 'logged-out' | 'ended' }
  | { readonly is: 'somebody'; readonly user: User };
