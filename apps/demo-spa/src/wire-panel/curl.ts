import type { Instance } from '../api/config.js';
import type { Exchange, Header } from '../api/exchange.js';

/** The request as a command for a POSIX shell. What an HttpOnly cookie holds no script knows: a variable stands in its place. */
export function curl({ request, cookies }: Exchange, instance: Instance, origin: string): string {
  const { method, path, headers, body } = request;
  const cookie = cookieHeader(cookies.visible, instance);
  const parts = [
    `curl -i -X ${method} ${quoted(`${origin}${path}`)}`,
    ...headers.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    // Where a cookie counts, so does the origin.
    ...(cookie === '' ? [] : [`-H ${quoted(`Origin: ${origin}`)}`, `-b "${cookie}"`]),
    ...(body === undefined ? [] : [`--data-raw ${quoted(JSON.stringify(body))}`]),
  ];
  return parts.join(' \\\n  ');
}

/** The shell variables of the command that its reader has to fill in: cookie name by variable. */
export function hiddenCookies({ cookies, kind }: Instance): Header[] {
  const names = kind === 'session' ? [cookies.session] : kind === 'jwt-cookie' ? [cookies.access, cookies.refresh] : [];
  return names.filter((name) => name !== null).map((name): Header => [variableOf(name), name]);
}

function cookieHeader(visible: readonly Header[], instance: Instance): string {
  const csrf = visible.find(([name]) => name === instance.csrf?.cookieName);
  const hidden = hiddenCookies(instance).map(([variable, name]) => `${name}=$${variable}`);
  return [...hidden, ...(csrf ? [csrf.join('=')] : [])].join('; ');
}

function variableOf(cookie: string): string {
  return cookie
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+/, '');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
