import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';

import type { Environment } from './environment.js';

/**
 * Refuses requests that call the demo by a name that is not its own. A foreign page can have its own name lead to 127.0.0.1 (DNS rebinding); then it is of one
 * origin with the demo for the browser, and would read the mailbox with its links that change passwords. `PUBLIC_URL`'s name and `localhost` are the demo's own, and an
 * address in digits is nobody's to point elsewhere.
 */
export function refuseForeignNames({ publicUrl }: Pick<Environment, 'publicUrl'>) {
  const ours = ['localhost', new URL(publicUrl).hostname];
  return ({ headers }: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const name = nameOf(headers.host ?? '');
    if (name !== null && (ours.includes(name) || isIP(name.replace(/^\[|\]$/g, '')) !== 0)) {
      next();
      return;
    }
    response.writeHead(421, { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' });
    response.end(`This demo answers as ${publicUrl}: set PUBLIC_URL to the address that browsers find it at.\n`);
  };
}

/** In small letters, without the port; null where it is none. */
function nameOf(host: string): string | null {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : null;
}
