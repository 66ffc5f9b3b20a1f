import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock, EmailAddressStore, PasswordHasher, UnitOfWork, UserStore } from 'nestjs-rest-auth';

import { SAMPLE_ACCOUNTS } from './sample-accounts.js';

/** Makes the sample accounts that are missing, with addresses that count as proven. One that somebody has changed stays as it is. */
@Injectable()
export class SampleAccountsTask implements OnApplicationBootstrap {
  constructor(
    private readonly users: UserStore,
    private readonly addresses: EmailAddressStore,
    private readonly hasher: PasswordHasher,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const account of SAMPLE_ACCOUNTS) {
      if (!(await this.users.findByUsername(account.username))) await this.make(account);
    }
  }

  private async make({ username, email, password }: (typeof SAMPLE_ACCOUNTS)[number]): Promise<void> {
    const hash = await this.hasher.hash(password);
    await this.work.run(async () => {
      const user = await this.users.create(
        {
          ...{ username, email, password: hash },
          ...{ firstName: 'Sam', lastName: 'Sample', isActive: true },
          ...{ credentialsChangedAt: null, dateJoined: this.clock.now() },
        },
        {},
      );
      await this.users.update(user, { profile: { companyName: 'Samples' } });
      const address = await this.addresses.create(user.id, email, true);
      await this.addresses.verify(address.id, email);
    });
  }
}
