import { parsed } from '../api/answer.js';
import type { Exchange } from '../api/exchange.js';

/** The demo's own header: what `Set-Cookie` said, without the values of HttpOnly cookies. */
const TOLD_HEADER = 'demo-set-cookie';

/** The lines of `Set-Cookie`, where the server tells them; null where it does not. */
export function toldSetCookies({ answer }: Exchange): string[] | null {
  const told = answer?.headers.find(([name]) => name.toLowerCase() === TOLD_HEADER)?.[1];
  const lines = told === undefined ? null : parsed(told);
  return Array.isArray(lines) ? lines.filter((line) => typeof line === 'string') : null;
}
