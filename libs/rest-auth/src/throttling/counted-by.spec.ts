import { documentedDefaults } from '../rest-auth.defaults.js';
import type { Rate, RateName, RequestRateName, ThrottlingSettings } from '../rest-auth.settings.js';
import { COUNTED_BY, isLimited } from './counted-by.js';

const NAMES = Object.keys(COUNTED_BY) as RequestRateName[];

/** No rate at all. */
const FREE: Record<RateName, Rate | false> = {
  login: false,
  loginFailures: false,
  loginFailuresByAccountAndAddress: false,
  loginFailuresByAccount: false,
  logout: false,
  passwordChange: false,
  passwordReset: false,
  passwordResetByEmail: false,
  passwordResetConfirm: false,
  registration: false,
  verifyEmail: false,
  resendEmail: false,
  resendEmailByEmail: false,
  socialLogin: false,
  socialConnect: false,
  tokenRefresh: false,
  tokenVerify: false,
  others: false,
};

/** The endpoints where a request can be one too many. */
function limitedWith(throttling: ThrottlingSettings | false): RequestRateName[] {
  const settings = {
    ...documentedDefaults(),
    secret: 'k7Qm2vXc9Rt4Lp8Zw1Ny6Hb3Jd5Gf0Sa',
    secretFallbacks: [],
    mail: false,
    links: { passwordReset: '', emailVerification: '' },
    throttling,
  } as const;
  return NAMES.filter((name) => isLimited(settings, name));
}

describe('whom a request counts for', () => {
  it('is the user where one is logged in, and else the address', () => {
    const byCaller = NAMES.filter((name) => COUNTED_BY[name].by === 'caller');
    expect(byCaller).toEqual(['logout', 'passwordChange', 'socialConnect', 'others']);
    expect(NAMES.filter((name) => COUNTED_BY[name].by === 'address')).toEqual(
      NAMES.filter((name) => !byCaller.includes(name)),
    );
  });
});

describe('whether a request can be one too many', () => {
  it('is no where nothing is counted', () => {
    expect(limitedWith(false)).toEqual([]);
  });

  it('is no where every rate is off', () => {
    expect(limitedWith({ rates: FREE, sharedRate: null, redis: null })).toEqual([]);
  });

  it.each(NAMES)('is yes for %s by its own rate, and for nothing else', (name) => {
    expect(limitedWith({ rates: { ...FREE, [name]: '30/min' }, sharedRate: null, redis: null })).toEqual([name]);
  });

  it.each<[RateName, RequestRateName]>([
    ['loginFailures', 'login'],
    ['loginFailuresByAccountAndAddress', 'login'],
    ['loginFailuresByAccount', 'login'],
    ['passwordResetByEmail', 'passwordReset'],
    ['resendEmailByEmail', 'resendEmail'],
  ])('is yes by %s for %s, whose body tells what is counted', (rate, name) => {
    expect(limitedWith({ rates: { ...FREE, [rate]: '5/min' }, sharedRate: null, redis: null })).toEqual([name]);
  });

  it('is yes by the shared rate for those that dj-rest-auth throttles', () => {
    expect(limitedWith({ rates: FREE, sharedRate: '30/min', redis: null })).toEqual([
      'login',
      'logout',
      'passwordChange',
      'passwordReset',
      'passwordResetConfirm',
      'registration',
      'socialLogin',
      'socialConnect',
    ]);
  });
});
