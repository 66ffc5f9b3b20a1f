import { addressKey } from './address-key.js';

// prettier-ignore
const SAME: [key: string, ...addresses: (string | null)[]][] = [
  // IPv4 counts alone, in whatever form: with a port, or in IPv6's.
  ['203.0.113.9', '203.0.113.9', '203.0.113.9:5678', '::ffff:203.0.113.9', '::FFFF:cb00:7109', '0:0:0:0:0:ffff:203.0.113.9', '[::ffff:203.0.113.9]:80'],
  ['203.120.113.109', '203.120.113.109', '203.120.113.109:5678', '[203.120.113.109]', '::ffff:203.120.113.109', '::ffff:cb78:716d'],
  ['1.2.3.4', '1.2.3.4', '::ffff:1.2.3.4', '::ffff:102:304'],
  ['0.0.0.0', '0.0.0.0', '::ffff:0:0', '::ffff:0.0.0.0'],
  // IPv6 counts by its /64.
  ['2001:db8:1:2::/64', '2001:db8:1:2::1', '2001:0DB8:0001:0002:ffff:ffff:ffff:ffff', '2001:db8:1:2::', '[2001:db8:1:2::1]', '[2001:db8:1:2::1]:443', '2001:db8:1:2::203.0.113.9'],
  ['1:2:0:4::/64', '1:2::4:5:6:7:8', '1:2:0:4:5:6:7:8'],
  ['fe80:0:0:0::/64', 'fe80::1%eth0', 'fe80::1%', 'fe80::2'],
  ['0:0:0:0::/64', '::1', '::'],
  // What only looks like IPv4 in IPv6's form.
  ['64:ff9b:0:0::/64', '64:ff9b::203.0.113.9'],
  ['0:0:0:0::/64', '::203.0.113.9', '::1:ffff:203.0.113.9', '::ffff:0:203.0.113.9'],
  ['1:0:0:0::/64', '1::ffff:203.0.113.9', '1:0:0:0:0:ffff:cb00:7109'],
  // Whatever else is nobody's address.
  ['unknown', null, '', 'unknown', 'example.com', '203.0.113', '203.0.113.256', '2001:db8::1::2', '1:2:3:4:5:6:7:8:9', '; DROP TABLE', 'a'.repeat(45)],
  ['unknown', '203.0.113.9:', '203.0.113.9:port', '::ffff:203.0.113.9:80', '203.0.113.9.5', '2[::1]', '[::1]2', '[::1]:', '[::1]:port', '[]', '[::1'],
];

describe('the key of an address', () => {
  it.each(SAME.flatMap(([key, ...addresses]) => addresses.map((address) => [address, key] as const)))(
    'of %p is %s',
    (address, key) => {
      expect(addressKey(address)).toBe(key);
    },
  );
});
