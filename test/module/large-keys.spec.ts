import { BaseUser } from 'nestjs-rest-auth';
import { BeforeInsert, Entity, PrimaryColumn } from 'typeorm';

import { NEW_PASSWORD, PASSWORD, resetSecret, verificationKey } from '../support/accounts.js';
import { Client } from '../support/client.js';
import { createTables } from '../support/create-tables.js';
import { QuickHasher } from '../support/quick-hasher.js';
import { startApplication } from '../support/test-application.js';
import { databases } from '../support/test-database.js';

/** Users who are called by their numbers, which generators of ids for many processes make so large. */
@Entity('numbered_user')
class NumberedUser extends BaseUser {
  @PrimaryColumn({ type: 'bigint' })
  override readonly id!: string;

  @BeforeInsert()
  number(): void {
    Object.assign(this, { id: this.username });
  }
}

describe.each(databases())('large keys on %s', (database) => {
  it('are those of their users', async () => {
    const application = await startApplication({
      database,
      migrations: [createTables(NumberedUser)],
      options: { user: NumberedUser, ports: { passwordHasher: QuickHasher } },
    });
    const anybody = new Client(application);
    // No double can tell the second two apart; SQLite's driver reads numbers as doubles.
    const keys =
      database === 'sqlite' ? ['9007199254740990', '9007199254740991'] : ['1234567890123456788', '1234567890123456789'];
    const answers = [];
    for (const username of keys) {
      const email = `${username}@example.com`;
      const registration = { username, email, password1: PASSWORD, password2: PASSWORD };
      const { body } = await anybody.post('registration/', registration);
      const verified = await anybody.post('registration/verify-email/', { key: await verificationKey(application) });
      const user = await anybody.as(body.key).get('user/');
      await anybody.post('password/reset/', { email });
      const secret = await resetSecret(application);
      const password = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };
      const reset = await anybody.post('password/reset/confirm/', { ...secret, ...password });
      answers.push([String(user.body.pk), verified.status, user.status, reset.status]);
    }
    await application.close();
    expect(answers).toEqual(keys.map((key) => [key, 200, 200, 200]));
  });
});
