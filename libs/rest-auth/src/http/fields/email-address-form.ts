import { isIP } from 'node:net';

/**
 * Whether `address` is well formed by the rules of Django's EmailValidator: a dotted or quoted local part, a domain with a
 * top-level part of at least two letters (or punycode), `localhost`, or an IPv4 or IPv6 literal; at most 320 characters.
 */
export function isEmailAddress(address: string): boolean {
  // Counted in small letters, as it is kept: some letters grow.
  if (address.toLowerCase().length > 320) return false;
  const at = address.lastIndexOf('@');
  if (at < 1) return false;
  const domain = address.slice(at + 1);
  if (!LOCAL_PART.test(address.slice(0, at))) return false;
  return domain.toLowerCase() === 'localhost' || DOMAIN.test(domain) || isIP(LITERAL.exec(domain)?.[1] ?? '') !== 0;
}

// The quoted form leaves out the control characters: Django takes some of them, but a CR or LF in an address is a mail header
// of somebody else's making.
const LOCAL_PART =
  /^(?:[-!#$%&'*+/=?^_`{}|~0-9A-Z]+(?:\.[-!#$%&'*+/=?^_`{}|~0-9A-Z]+)*|"(?:[\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*")$/i;
const DOMAIN =
  /^(?!-)(?:[A-Z0-9\u00a1-\uffff-]{1,63}(?<!-)\.(?!-))+(?:[A-Z\u00a1-\uffff-]{2,63}|XN--[A-Z0-9]{1,59})(?<!-)$/i;
const LITERAL = /^\[([A-F0-9:.]+)\]$/i;
