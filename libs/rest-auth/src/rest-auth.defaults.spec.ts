import { hashesAtATime } from './rest-auth.defaults.js';

describe('how many hashes are made at a time', () => {
  it.each([
    { threadPoolSize: 4, cores: 8, hashes: 2 },
    { threadPoolSize: 4, cores: 3, hashes: 2 },
    { threadPoolSize: 4, cores: 2, hashes: 1 },
    { threadPoolSize: 4, cores: 1, hashes: 1 },
    { threadPoolSize: 16, cores: 8, hashes: 7 },
    { threadPoolSize: 8, cores: 8, hashes: 6 },
    { threadPoolSize: 2, cores: 8, hashes: 1 },
    { threadPoolSize: 1, cores: 1, hashes: 1 },
  ])('$threadPoolSize threads and $cores cores make $hashes', ({ hashes, ...machine }) => {
    expect(hashesAtATime(machine)).toBe(hashes);
  });
});
