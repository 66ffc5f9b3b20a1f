import type { FakeGithubTokenOptions, FakeProfile } from 'nestjs-rest-auth/testing';

import type { SocialService } from '../social/social-services.js';

/** Somebody's account at a service, with a token that is good as long as the demo runs. */
export interface SamplePerson {
  readonly service: SocialService;
  readonly name: string;
  readonly accessToken: string;
  /** Of Twitter's tokens alone. */
  readonly tokenSecret?: string;
  /** As the service tells it. */
  readonly profile: FakeProfile;
  /** GitHub's list of addresses, which is asked for besides. */
  readonly emails?: NonNullable<FakeGithubTokenOptions['emails']>;
  /** What a login with that token comes to. */
  readonly login: string;
}

/** Whom the fake provider knows. Gina has an account at each service, so that there is somebody to connect. */
export const SAMPLE_PEOPLE: readonly SamplePerson[] = [
  {
    service: 'facebook',
    name: 'Fiona',
    accessToken: 'fiona-at-facebook',
    profile: { id: '1001', name: 'Fiona Field', first_name: 'Fiona', last_name: 'Field', email: 'fiona@example.com' },
    login:
      'Facebook does not say whether the address is proven. Where it has to be, a login is answered 400, and a mail asks to prove it; then a login works.',
  },
  {
    service: 'facebook',
    name: 'Gina',
    accessToken: 'gina-at-facebook',
    profile: { id: '1002', name: 'Gina Hubert', first_name: 'Gina', last_name: 'Hubert', email: 'gina@example.com' },
    login:
      'Gina has one address everywhere. Whichever service she comes by first makes her account, and logins by the others are refused until they have been connected to it. By Facebook her address may have to be proven first, as Fiona’s.',
  },
  {
    service: 'github',
    name: 'Gina',
    accessToken: 'gina-at-github',
    profile: { id: 2001, login: 'gina', name: 'Gina Hubert', email: null },
    emails: [{ email: 'gina@example.com', primary: true, verified: true, visibility: 'private' }],
    login: 'GitHub has verified the address: a login works at once, and the first one makes an account.',
  },
  {
    service: 'github',
    name: 'Hugo',
    accessToken: 'hugo-at-github',
    profile: { id: 2002, login: 'hugo', name: 'Hugo Branch', email: null },
    emails: [{ email: 'hugo@example.com', primary: true, verified: false, visibility: 'private' }],
    login:
      'GitHub has not verified the address. Where it has to be proven, a login is answered 400, and a mail asks to prove it first.',
  },
  {
    service: 'twitter',
    name: 'Tess',
    accessToken: 'tess-at-twitter',
    tokenSecret: 'tess-at-twitter-secret',
    profile: { id: 3001, id_str: '3001', screen_name: 'tess', name: 'Tess Thread', email: 'tess@example.com' },
    login:
      'Twitter does not say whether the address is proven. Where it has to be, a login is answered 400, and a mail asks to prove it first.',
  },
  {
    service: 'twitter',
    name: 'Gina',
    accessToken: 'gina-at-twitter',
    tokenSecret: 'gina-at-twitter-secret',
    profile: { id: 3002, id_str: '3002', screen_name: 'gina', name: 'Gina Hubert', email: 'gina@example.com' },
    login: 'Gina has one address everywhere: connect this to the account that she has by GitHub first.',
  },
  {
    service: 'twitter',
    name: 'Theo',
    accessToken: 'theo-at-twitter',
    tokenSecret: 'theo-at-twitter-secret',
    profile: { id: 3003, id_str: '3003', screen_name: 'theo', name: 'Theo Thread' },
    login:
      'There is no address to prove. Where there has to be one, every login is answered 400, and no user is made. Connect him instead: who is logged in needs no address of his.',
  },
];
