import type { ReceivedCookie } from './http.js';
import { decodeJwt } from './jwt.js';
import type { Expectation, ExpectedCookie, ExpectedJwt, Json, MailOfReplay, ProviderCall } from './recording.js';

/** What came back, in the terms in which it was recorded. */
export interface Observed {
  status: number;
  /** Parsed JSON, or the text. */
  body: Json;
  isJson: boolean;
  headers: Record<string, string>;
  cookies: Record<string, ReceivedCookie>;
  mails: MailOfReplay[];
  /** What the provider was asked. */
  calls: ProviderCall[];
}

const MATCHERS: Record<string, string> = {
  '<int>': '-?\\d+',
  '<key40>': '[0-9a-f]{40}',
  '<any>': '[\\s\\S]*',
  '<string>': '[\\s\\S]+',
  '<datetime>': '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?:Z|[+-]\\d\\d:\\d\\d)',
  '<jwt>': '[\\w-]+\\.[\\w-]+\\.[\\w-]+',
  '<uid>': '[\\w-]+',
  '<token>': '[\\w:-]+',
  '<hex32>': '[0-9a-f]{32}',
  '<string-id>': '.+',
  '<key>': '[\\w:-]+',
};
const MATCHER = new RegExp(`(${Object.keys(MATCHERS).join('|')})`);

/** Headers that mean something; the last four are forbidden where they are not listed. */
const HEADERS = ['content-type', 'allow', 'www-authenticate', 'location', 'retry-after'];

/** Every way in which an answer falls short; none when it is right. */
export function shortcomings(expected: Expectation, observed: Observed): string[] {
  return [
    ...(expected.status === observed.status ? [] : [`status: expected ${expected.status}, got ${observed.status}`]),
    ...bodyShortcomings(expected.body, observed),
    ...HEADERS.flatMap((name) => headerShortcoming(name, expected.headers?.[name], observed.headers[name])),
    ...cookieShortcomings(expected.cookies ?? {}, observed.cookies),
    ...mailShortcomings(expected.mail, observed.mails),
    ...callShortcomings(expected.providerCalls ?? [], observed.calls),
    ...Object.entries(expected.jwt ?? {}).flatMap(([place, jwt]) => jwtShortcomings(place, jwt, observed)),
  ];
}

function bodyShortcomings(expected: Json | undefined, { body, isJson, headers }: Observed): string[] {
  if (expected === undefined || expected === '<any>') return [];
  if (expected === '<html>') {
    return headers['content-type']?.includes('html') ? [] : [`body: expected an HTML page, got ${show(body)}`];
  }
  if (expected === '') return body === '' ? [] : [`body: expected nothing, got ${show(body)}`];
  return isJson ? difference(expected, body, 'body') : [`body: expected ${show(expected)}, got ${show(body)}`];
}

function headerShortcoming(name: string, expected: string | undefined, got: string | undefined): string[] {
  if (expected === undefined) {
    return got !== undefined && name !== 'content-type' ? [`header ${name}: unexpected ${show(got)}`] : [];
  }
  const right = got !== undefined && (name === 'allow' ? sorted(expected) === sorted(got) : matches(expected, got));
  return right ? [] : [`header ${name}: expected ${show(expected)}, got ${show(got ?? null)}`];
}

function sorted(list: string): string {
  return list.split(/,\s*/).sort().join();
}

function cookieShortcomings(expected: Record<string, ExpectedCookie>, got: Record<string, ReceivedCookie>): string[] {
  const unexpected = Object.keys(got).filter((name) => !(name in expected) && name !== 'messages');
  return [
    ...unexpected.map((name) => `cookie ${name}: unexpected ${show(got[name]?.value ?? null)}`),
    ...Object.entries(expected)
      .filter(([, cookie]) => !cookie.artefact)
      .flatMap(([name, cookie]) => cookieShortcoming(name, cookie, got[name])),
  ];
}

function cookieShortcoming(name: string, expected: ExpectedCookie, got: ReceivedCookie | undefined): string[] {
  if (!got) return [`cookie ${name}: not set`];
  const attributes = (['httponly', 'secure', 'samesite', 'path', 'domain'] as const)
    .filter((attribute) => attribute in expected && (expected[attribute] ?? null) !== got[attribute])
    .map(
      (attribute) =>
        `cookie ${name}.${attribute}: expected ${String(expected[attribute])}, got ${String(got[attribute])}`,
    );
  if ((expected.cleared ?? false) !== got.cleared) attributes.push(`cookie ${name}: cleared is ${String(got.cleared)}`);
  if (expected.cleared) return attributes;
  if (!matches(expected.value ?? '<any>', got.value)) attributes.push(`cookie ${name}: value ${got.value}`);
  const lives = expected.expiresIn;
  const sameLife =
    lives === null || got.expiresIn === null ? lives === got.expiresIn : Math.abs((lives ?? 0) - got.expiresIn) <= 5;
  if (lives !== undefined && !sameLife)
    attributes.push(`cookie ${name}: lives ${String(got.expiresIn)} s, expected ${String(lives)}`);
  return attributes;
}

function jwtShortcomings(place: string, expected: ExpectedJwt, { body, cookies }: Observed): string[] {
  const [kind = '', name = ''] = place.split(/:(.*)/);
  const token: unknown = kind === 'cookie' ? cookies[name]?.value : Reflect.get(Object(body) as object, name);
  const got = typeof token === 'string' ? decodeJwt(token) : null;
  if (!got) return [`jwt ${place}: none`];
  const lifetime = Number(got.claims['exp']) - Number(got.claims['iat']);
  return [
    ...difference(expected.header, got.header, `jwt ${place} header`),
    ...difference(expected.claims, got.claims, `jwt ${place}`),
    ...(Math.abs(lifetime - expected.lifetime) <= 5
      ? []
      : [`jwt ${place}: lives ${lifetime} s, expected ${expected.lifetime}`]),
  ];
}

function mailShortcomings(expected: Expectation['mail'], got: MailOfReplay[]): string[] {
  const count = expected?.count ?? 0;
  if (count !== got.length)
    return [`mail: expected ${count}, got ${show(got.map(({ to, subject }) => [...to, subject]))}`];
  return (expected?.messages ?? []).flatMap((mail, index) => {
    const found = got[index];
    if (!found) return [`mail ${index}: none`];
    return [
      ...difference(mail.to, found.to, `mail ${index} to`),
      ...difference(mail.from ?? found.from, found.from, `mail ${index} from`),
      ...difference(mail.subject ?? found.subject, found.subject, `mail ${index} subject`),
      ...(mail.carries ?? [])
        .filter((name) => !(name in secretsOf(found.text)))
        .map((name) => `mail ${index}: carries no ${name}`),
      ...(mail.contains ?? [])
        .filter((text) => !found.text.includes(text))
        .map((text) => `mail ${index}: has no ${show(text)}`),
    ];
  });
}

function callShortcomings(expected: ProviderCall[], got: ProviderCall[]): string[] {
  const list = (calls: ProviderCall[]) => calls.map(({ method, path }) => `${method} ${path}`).join(', ') || 'nothing';
  const [wanted, asked] = [list(expected), list(got)];
  return wanted === asked ? [] : [`provider: expected ${wanted} to be asked, got ${asked}`];
}

/** What a mail's links carry. */
export function secretsOf(text: string): Record<string, string> {
  const reset = /\/confirm\/([^/\s]+)\/([^/\s]+)\//.exec(text);
  const key = /confirm-email\/([^/\s]+)\//.exec(text);
  return {
    ...(reset?.[1] !== undefined && reset[2] !== undefined && { uid: reset[1], token: reset[2] }),
    ...(key?.[1] !== undefined && { key: decodeURIComponent(key[1]) }),
  };
}

/** Every place in which two values differ; strings of the expected one may hold matchers. */
export function difference(expected: Json, got: Json | undefined, at: string): string[] {
  const wrong = () => [`${at}: expected ${show(expected)}, got ${show(got ?? null)}`];
  if (typeof expected === 'string') return matches(expected, got) ? [] : wrong();
  if (expected === null || typeof expected !== 'object') return expected === got ? [] : wrong();
  if (Array.isArray(expected)) {
    if (!Array.isArray(got) || got.length !== expected.length) return wrong();
    return expected.flatMap((item, index) => difference(item, got[index], `${at}[${index}]`));
  }
  if (typeof got !== 'object' || got === null || Array.isArray(got)) return wrong();
  const names = new Set([...Object.keys(expected), ...Object.keys(got)]);
  return [...names].flatMap((name) => {
    const wanted = expected[name];
    if (wanted === undefined) return [`${at}.${name}: unexpected ${show(got[name] ?? null)}`];
    return name in got ? difference(wanted, got[name], `${at}.${name}`) : [`${at}.${name}: missing`];
  });
}

function matches(expected: string, got: Json | undefined): boolean {
  if (expected === '<any>' || (expected === '<int>' && Number.isInteger(got))) return true;
  if (typeof got !== 'string') return false;
  const pattern = expected
    .split(MATCHER)
    .map((part) => MATCHERS[part] ?? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('');
  return new RegExp(`^${pattern}$`).test(got);
}

function show(value: Json): string {
  return JSON.stringify(value).slice(0, 300);
}
