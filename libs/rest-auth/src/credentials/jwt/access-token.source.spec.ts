import type { HttpRequest } from '../../http/exchange.js';
import { documentedDefaults } from '../../rest-auth.defaults.js';
import type { RestAuthSettings } from '../../rest-auth.settings.js';
import { type PresentedAccess, presentedAccess } from './access-token.source.js';

function presented(
  headers: HttpRequest['headers'],
  jwt: Partial<RestAuthSettings['jwt']> = {},
): PresentedAccess | null {
  const settings: RestAuthSettings = {
    ...documentedDefaults(),
    jwt: { ...documentedDefaults().jwt, ...jwt },
    secret: 'k7Qm2vXc9Rt4Lp8Zw1Ny6Hb3Jd5Gf0Sa',
    secretFallbacks: [],
    mail: false,
    links: { passwordReset: '', emailVerification: '' },
    throttling: false,
  };
  return presentedAccess({ method: 'GET', url: '/', headers }, settings);
}

const byCookie = { accessCookieName: 'access' };
const MALFORMED = { isMalformed: true };

describe('the access token of a request', () => {
  it.each(['Bearer abc', '  Bearer   abc  ', 'Bearer\tabc', 'Bearer \t abc'])(
    'is in the header %j',
    (authorization) => {
      expect(presented({ authorization })).toEqual({ token: 'abc', isCookie: false });
    },
  );

  it('is looked for under each of the types', () => {
    const types = { headerTypes: ['JWT', 'Bearer'] };
    expect(['JWT a', 'Bearer b', 'Token c'].map((authorization) => presented({ authorization }, types))).toEqual([
      { token: 'a', isCookie: false },
      { token: 'b', isCookie: false },
      null,
    ]);
  });

  it.each(['Bearer', 'Bearer ', 'Bearer abc def', 'Bearer a b c'])(
    'is not to be made out in the header %j',
    (given) => {
      expect(presented({ authorization: given })).toEqual(MALFORMED);
    },
  );

  it.each(['', ' ', 'abc', 'bearer abc', 'BEARER abc', 'Bearerabc', 'Token abc', 'Basic YTpi'])(
    'is none in the header %j, which hides the cookie',
    (authorization) => {
      expect(presented({ authorization, cookie: 'access=abc' }, byCookie)).toBeNull();
    },
  );

  it('is in the cookie where there is no header', () => {
    expect(presented({ cookie: 'other=1; access=abc' }, byCookie)).toEqual({ token: 'abc', isCookie: true });
    // It is there, and wrong: that is told, not passed over.
    expect(presented({ cookie: 'access=' }, byCookie)).toEqual({ token: '', isCookie: true });
  });

  it('is the header’s where there are both, even if nothing can be made of it', () => {
    const cookie = 'access=abc';
    expect(presented({ authorization: 'Bearer def', cookie }, byCookie)).toEqual({ token: 'def', isCookie: false });
    expect(presented({ authorization: 'Bearer', cookie }, byCookie)).toEqual(MALFORMED);
  });

  it('is none without a header and without that cookie', () => {
    expect(presented({}, byCookie)).toBeNull();
    expect(presented({ cookie: 'refresh=abc' }, byCookie)).toBeNull();
    // Which of two was set by us nobody can tell.
    expect(presented({ cookie: 'access=abc; access=def' }, byCookie)).toBeNull();
  });

  it('is in no cookie where the options name none', () => {
    expect(presented({ cookie: 'access=abc; null=abc; undefined=abc' })).toBeNull();
  });
});
