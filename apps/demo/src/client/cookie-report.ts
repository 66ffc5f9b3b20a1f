import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/**
 * Tells the client which cookies an answer sets, with their attributes: browsers show `Set-Cookie` to no script. Values that no script may read are told by
 * their length alone. A JSON list in the header `Demo-Set-Cookie`; a middleware of the demo's, for people to look at, that no application needs.
 */
export function reportCookies(_request: IncomingMessage, response: ServerResponse, next: () => void): void {
  response.writeHead = new Proxy(response.writeHead.bind(response), {
    apply(writeHead, self, parameters: unknown[]) {
      const given: unknown = parameters.at(-1);
      // Fastify gives all headers here; with Express they have been set before.
      const headers: OutgoingHttpHeaders = typeof given === 'object' && given !== null ? { ...given } : {};
      const cookies = [headers['set-cookie'] ?? response.getHeader('set-cookie') ?? []].flat().map(String);
      if (cookies.length > 0) response.setHeader('Demo-Set-Cookie', JSON.stringify(cookies.map(withoutSecret)));
      return Reflect.apply(writeHead, self, parameters) as unknown;
    },
  });
  next();
}

function withoutSecret(cookie: string): string {
  if (!/;\s*HttpOnly/i.test(cookie)) return cookie;
  return cookie.replace(/^([^=]*)=([^;]+)/, (_, name: string, value: string) => `${name}=(${value.length} characters)`);
}
