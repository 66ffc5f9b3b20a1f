import type { RateName, RequestRateName, RestAuthSettings } from '../rest-auth.settings.js';

/** Whom a request counts for: the address that it comes from, or the user where one is recognised. */
interface Counting {
  readonly by: 'address' | 'caller';
  /** Whether it counts against `sharedRate` too: the views that dj-rest-auth gives its throttle scope. */
  readonly isShared?: true;
  /** What is counted once its body has been read. */
  readonly further?: readonly RateName[];
}

/** Before a login there is nobody but an address; after it one user must not use up what is there for a whole office. */
export const COUNTED_BY: Readonly<Record<RequestRateName, Counting>> = {
  login: {
    by: 'address',
    isShared: true,
    further: ['loginFailures', 'loginFailuresByAccountAndAddress', 'loginFailuresByAccount'],
  },
  logout: { by: 'caller', isShared: true },
  passwordChange: { by: 'caller', isShared: true },
  passwordReset: { by: 'address', isShared: true, further: ['passwordResetByEmail'] },
  passwordResetConfirm: { by: 'address', isShared: true },
  registration: { by: 'address', isShared: true },
  verifyEmail: { by: 'address' },
  resendEmail: { by: 'address', further: ['resendEmailByEmail'] },
  socialLogin: { by: 'address', isShared: true },
  socialConnect: { by: 'caller', isShared: true },
  tokenRefresh: { by: 'address' },
  tokenVerify: { by: 'address' },
  others: { by: 'caller' },
};

/** Whether requests of that name can be one too many. */
export function isLimited({ throttling }: RestAuthSettings, name: RequestRateName): boolean {
  if (throttling === false) return false;
  const { isShared, further = [] } = COUNTED_BY[name];
  const { rates, sharedRate } = throttling;
  return [name, ...further].some((rate) => rates[rate] !== false) || (isShared === true && sharedRate !== null);
}
