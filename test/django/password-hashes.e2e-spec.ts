import { readFileSync } from 'node:fs';

import request from 'supertest';

import { startApplication, type TestApplication } from '../support/test-application.js';
import { User } from '../support/test-user.js';

interface DjangoUser {
  username: string;
  password: string | null;
  encoded: string;
  isActive: boolean;
  djangoLoginStatus: number;
}

/** Users of a real Django site, as its database keeps them. */
const { users } = JSON.parse(readFileSync(new URL('hashes.json', import.meta.url), 'utf8')) as { users: DjangoUser[] };

describe("Django's password hashes", () => {
  let application: TestApplication;
  beforeAll(async () => {
    // dj-rest-auth has cut the passwords of those who registered with it.
    application = await startApplication({ options: { password: { trim: true } } });
  });
  afterAll(() => application.close());

  it.each(users.map((user) => [user.username, user.encoded.split('$', 1)[0], user] as const))(
    '%s (%s) logs in as on the Django site, and by argon2id from then on',
    async (_name, _format, { username, password, encoded, isActive, djangoLoginStatus }) => {
      const repository = application.dataSource.getRepository(User);
      const { id } = await repository.save(repository.create({ username, password: encoded, isActive }));
      const logIn = () =>
        request(application.url)
          .post('/dj-rest-auth/login/')
          .send({ username, password: password ?? 'anything' });
      expect((await logIn()).status).toBe(djangoLoginStatus);
      const { password: stored } = await repository.findOneByOrFail({ id });
      expect(stored.startsWith('$argon2id$')).toBe(djangoLoginStatus === 200);
      expect((await logIn()).status).toBe(djangoLoginStatus);
      const wrong = await request(application.url)
        .post('/dj-rest-auth/login/')
        .send({ username, password: `${password ?? ''}x` });
      expect(wrong.status).toBe(400);
      await repository.delete({ id });
    },
  );
});
