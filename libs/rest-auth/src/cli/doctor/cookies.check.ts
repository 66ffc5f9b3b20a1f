import { RestAuthSettings } from '../../index.js';
import type { Instance } from '../host/instance.js';
import type { Finding } from './finding.js';

interface NamedCookie {
  readonly instance: Instance;
  readonly option: string;
  readonly name: string;
  readonly domain: string | null;
  readonly path: string;
  /** Two cookies of one meaning do each other no harm. */
  readonly meaning: unknown;
}

/** Instances that overwrite each other's cookies: each login at one is a logout at the other. */
export function checkCookies(instances: readonly Instance[]): Finding[] {
  const cookies = instances.flatMap(cookiesOf);
  const findings: Finding[] = [];
  for (const [index, cookie] of cookies.entries()) {
    for (const other of cookies.slice(index + 1)) {
      if (other.instance === cookie.instance || !clash(cookie, other)) continue;
      findings.push({
        check: 'cookies',
        problem: `${cookie.instance.path}/ and ${other.instance.path}/ both have a cookie ${cookie.name} (\`${cookie.option}\`), and it means something else to each: who uses one is logged out of the other.`,
        remedy: `Give one of them another \`${other.option}\`.`,
      });
    }
  }
  return findings;
}

function clash(one: NamedCookie, other: NamedCookie): boolean {
  return (
    one.name === other.name &&
    one.domain === other.domain &&
    one.path === other.path &&
    !(one.option === other.option && one.meaning === other.meaning)
  );
}

function cookiesOf(instance: Instance): NamedCookie[] {
  const { sessions, csrf, jwt, secret } = instance.get(RestAuthSettings);
  const { kinds, structure, dataSource } = instance;
  const cookie = (
    option: string,
    name: string | null,
    { domain, path }: Attributes,
    meaning: unknown,
  ): NamedCookie[] => (name === null ? [] : [{ instance, option, name, domain, path, meaning }]);
  // Two doors to the same accounts share their sessions.
  const store = dataSource.getMetadata(structure.user).tablePath + JSON.stringify(structure.tables ?? {});
  const hasSessions = kinds.includes('session');
  const hasJwt = kinds.includes('jwt');
  return [
    ...(hasSessions ? cookie('sessions.cookieName', sessions.cookieName, sessions, store) : []),
    ...(hasSessions || hasJwt ? cookie('csrf.cookieName', csrf.cookieName, csrf, secret) : []),
    ...(hasJwt ? cookie('jwt.accessCookieName', jwt.accessCookieName, jwt, secret) : []),
    ...(hasJwt
      ? cookie('jwt.refreshCookieName', jwt.refreshCookieName, { ...jwt, path: jwt.refreshCookiePath }, secret)
      : []),
  ];
}

interface Attributes {
  readonly domain: string | null;
  readonly path: string;
}
