import { PORTS } from 'nestjs-rest-auth';
import { clockContract, emailAddressStoreContract, FrozenClock } from 'nestjs-rest-auth/testing';

import { applicationsOn } from '../support/applications.js';
import { databases } from '../support/test-database.js';
import { defaultContracts, defaultFixtures } from './default-fixtures.js';

const notStarted = () => Promise.reject(new Error('nothing is started to list contracts'));

describe('the contracts', () => {
  it('are there for every port of the swap table, and are not empty', () => {
    const cases = Object.entries(defaultContracts(notStarted)).map(([port, contract]) => [port, contract.length > 0]);
    expect(cases).toEqual(Object.keys(PORTS).map((port) => [port, true]));
  });
});

describe.each(databases())('on %s, our default', (database) => {
  const start = applicationsOn(database);

  describe.each(Object.entries(defaultContracts(start)))('%s', (_, contract) => {
    it.each(contract)('$name', ({ run }) => run());
  });

  describe('emailAddressStore with `email.unique` off', () => {
    const contract = emailAddressStoreContract(
      defaultFixtures((options) => start({ email: { unique: false }, ...options })).emailAddressStore,
      { unique: false },
    );
    it.each(contract)('$name', ({ run }) => run());
  });

  describe('tokenCreator with `tokens.perUser` on', () => {
    const { tokenCreator } = defaultContracts((options) => start({ tokens: { perUser: true }, ...options }));
    it.each(tokenCreator)('$name', ({ run }) => run());
  });
});

describe('FrozenClock of the test kit', () => {
  it.each(clockContract(() => new FrozenClock()))('$name', ({ run }) => run());
});
