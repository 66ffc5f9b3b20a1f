import { isIP } from 'node:net';

/** Whoever has no address that we can read shares one budget: better too strict than none. */
export const NO_ADDRESS = 'unknown';

/**
 * What a client's address counts as. An IPv6 address counts by its /64, which is what one customer is given: single ones are free. IPv4 in IPv6's form is IPv4, a zone or
 * a port says nothing, and every notation of an address is the same.
 */
export function addressKey(address: string | null): string {
  const bare = (address ?? '').replace(/%.*/, '').replace(/^\[(.*)\](?::\d+)?$/, '$1');
  const given = bare.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
  if (isIP(given) === 4) return given;
  if (isIP(given) !== 6) return NO_ADDRESS;
  const groups = groupsOf(given);
  const [, , , , , mark, high = 0, low = 0] = groups;
  const isMapped = mark === 0xffff && groups.slice(0, 5).every((group) => group === 0);
  if (isMapped) return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** The eight numbers of an IPv6 address. */
function groupsOf(address: string): number[] {
  // Its last four bytes may be written as IPv4 is.
  const [dotted = '', ...bytes] = /(\d+)\.(\d+)\.(\d+)\.(\d+)/.exec(address) ?? [];
  const [a = 0, b = 0, c = 0, d = 0] = bytes.map(Number);
  const tail = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  const plain = dotted === '' ? address : address.slice(0, -dotted.length) + tail;
  const [left = '', right] = plain.split('::');
  const numbers = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const start = numbers(left);
  if (right === undefined) return start;
  const end = numbers(right);
  return [...start, ...Array.from({ length: 8 - start.length - end.length }, () => 0), ...end];
}
