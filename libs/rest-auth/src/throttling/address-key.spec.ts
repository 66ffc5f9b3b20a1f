import { addressKey } from './address-key.js';

// prettier-ignore
const SAME: [key: string, ...addresses: (string | null)[]][] = [
  ['203.0.113.9', '203.0.113.9', '203.0.113.9:5678', '::ffff:203.0.113.9', '::FFFF:cb00:7109', '0:0:0:0:0:ffff:203.0.113.9', '[::ffff:203.0.113.9]:80'],
  ['2001:db8:1:2::/64', '2001:db8:1:2::1', '2001:0DB8:0001:0002:ffff:ffff:ffff:ffff', '2001:db8:1:2::', '[2001:db8:1:2::1]:443', '2001:db8:1:2::203.0.113.9'],
  ['fe80:0:0:0::/64', 'fe80::1%eth0', 'fe80::2'],
  ['0:0:0:0::/64', '::1', '::'],
  ['64:ff9b:0:0::/64', '64:ff9b::203.0.113.9'],
  ['unknown', null, '', 'unknown', 'example.com', '203.0.113', '203.0.113.256', '2001:db8::1::2', '1:2:3:4:5:6:7:8:9', '; DROP TABLE', 'a'.repeat(45)],
];

describe('the key of an address', () => {
  it.each(SAME.flatMap(([key, ...addresses]) => addresses.map((address) => [address, key] as const)))(
    'of %p is %s',
    (address, key) => {
      expect(addressKey(address)).toBe(key);
    },
  );
});
