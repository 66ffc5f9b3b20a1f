import { Injectable, Module } from '@nestjs/common';
import { CharField, type Identified, ProviderRefusal, type SocialApp, SocialProvider } from 'nestjs-rest-auth';
import { FakeSocialProvider } from 'nestjs-rest-auth/testing';

import { addUser, KEY, logIn } from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Client } from '../support/client.js';
import { CALLBACK_URL } from '../support/social-site.js';
import { dumpOf } from '../support/table-dump.js';
import { GitLabProvider } from './gitlab.provider.js';

const WITH_KEY = [200, { key: KEY }];
const INCORRECT = [400, { non_field_errors: ['Incorrect value'] }];
const CLIENT = { id: 'our-application', secret: 'the-secret-of-ours' };
const INFO = { application: { uid: CLIENT.id }, resource_owner_id: 9 };
const LENA = { id: 9, username: 'lena', email: 'lena@example.com', confirmed_at: '2031-01-01T00:00:00Z' };

class BadgeDto {
  @CharField()
  badge!: string;
}

describe('a provider that a host adds by one class', () => {
  const start = applicationsOn('sqlite');
  let provider: FakeSocialProvider;
  beforeAll(async () => {
    provider = await FakeSocialProvider.start();
  });
  afterEach(() => {
    provider.mend();
    provider.forget();
  });
  afterAll(() => provider.stop());

  const gitlab = () =>
    start({
      social: { providers: { gitlab: GitLabProvider } },
      socialLogin: {
        apps: {
          gitlab: { clients: [CLIENT], callbackUrl: CALLBACK_URL, endpoints: { site: `${provider.url}/gitlab` } },
        },
      },
    });
  /** What GitLab answers to a token: to whom it was issued, and whose it is. */
  const knows = (info: object, user: object) => {
    provider.answer('GET', '/gitlab/oauth/token/info', { status: 200, body: info });
    provider.answer('GET', '/gitlab/api/v4/user', { status: 200, body: user });
  };

  it('has a login and a connect of its own, by token and by code', async () => {
    const application = await gitlab();
    const anybody = new Client(application);
    knows(INFO, LENA);
    const { body, answer } = await anybody.post('gitlab/', { access_token: 'a-token' });
    expect(answer).toEqual(WITH_KEY);
    expect((await anybody.as(body.key).get('user/')).body).toMatchObject({
      username: 'lena',
      email: 'lena@example.com',
    });
    // GitLab has proven the address.
    expect(await application.mails()).toEqual([]);
    provider.answer('POST', '/gitlab/oauth/token', { status: 200, body: { access_token: 'another-token' } });
    expect((await anybody.post('gitlab/', { code: 'a-code' })).answer).toEqual(WITH_KEY);
    const form = provider.requests.find(({ method }) => method === 'POST')?.form;
    expect(form).toEqual({
      grant_type: 'authorization_code',
      client_id: CLIENT.id,
      client_secret: CLIENT.secret,
      code: 'a-code',
      redirect_uri: CALLBACK_URL,
    });
    const [account] = (await anybody.as(body.key).get('socialaccounts/')).body;
    expect(account).toMatchObject({ provider: 'gitlab', uid: '9' });
  });

  it('connects, and is refused what was issued to another application', async () => {
    const application = await gitlab();
    await addUser(application);
    const alice = new Client(application).as(await logIn(application));
    knows({ ...INFO, application: { uid: 'another-application' } }, LENA);
    const before = await dumpOf(application.dataSource);
    expect((await alice.post('gitlab/connect/', { access_token: 'a-token' })).answer).toEqual(INCORRECT);
    expect(await dumpOf(application.dataSource)).toEqual(before);
    knows(INFO, LENA);
    expect((await alice.post('gitlab/connect/', { access_token: 'a-token' })).answer).toEqual(WITH_KEY);
  });

  it('is refused where token and profile are two people’s, whatever the class does', async () => {
    const application = await gitlab();
    knows(INFO, { ...LENA, id: 10 });
    expect((await new Client(application).post('gitlab/', { access_token: 'a-token' })).answer).toEqual(INCORRECT);
  });

  it('may speak a protocol of its own, with fields of its own and what it injects', async () => {
    @Injectable()
    class Badges {
      ownerOf(badge: string): string | null {
        return badge === 'b-7' ? '7' : null;
      }
    }
    @Module({ providers: [Badges], exports: [Badges] })
    class BadgesModule {}

    @Injectable()
    class BadgeProvider extends SocialProvider<{ badge: string }> {
      override readonly name = 'badge';
      override readonly endpoints = {};
      constructor(private readonly badges: Badges) {
        super();
      }
      override dto() {
        return BadgeDto;
      }
      override async identify({ badge }: { badge: string }, app: SocialApp): Promise<Identified> {
        const uid = this.badges.ownerOf(badge);
        if (uid === null) throw new ProviderRefusal();
        const names = { username: `badge-${uid}`, firstName: '', lastName: '', email: '', emailVerified: false };
        return { profile: { uid, ...names }, tokens: { accessToken: app.clients[0].id } };
      }
    }
    const application = await start({
      social: { providers: { badge: BadgeProvider } },
      socialLogin: { apps: { badge: { clients: [CLIENT] } } },
      imports: [BadgesModule],
    });
    const anybody = new Client(application);
    expect((await anybody.post('badge/', {})).answer).toEqual([400, { badge: ['This field is required.'] }]);
    expect((await anybody.post('badge/', { badge: 'b-8' })).answer).toEqual(INCORRECT);
    const { body } = await anybody.post('badge/', { badge: 'b-7' });
    expect((await anybody.as(body.key).get('user/')).body).toMatchObject({ username: 'badge-7' });
  });
});
