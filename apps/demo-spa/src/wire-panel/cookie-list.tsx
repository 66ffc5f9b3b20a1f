import { Stack, Text } from '@mantine/core';

import type { Instance } from '../api/config.js';
import type { Exchange } from '../api/exchange.js';
import { CodeBlock } from './code-block.js';
import { toldSetCookies } from './set-cookies.js';

interface Props {
  readonly exchange: Exchange;
  readonly instance: Instance;
}

/** Which cookies the answer set, as far as can be known. */
export function CookieList({ exchange, instance }: Props) {
  const told = toldSetCookies(exchange);
  const { set, removed } = exchange.cookies;
  const seen = [...set.map(([name, value]) => `${name}=${value}`), ...removed.map((name) => `${name} was removed`)];
  const lines = told ?? seen;
  return (
    <Stack gap="xs">
      {lines.length > 0 ? <CodeBlock label="Cookies set" text={lines.join('\n')} /> : <Text size="sm">None.</Text>}
      {lines.length > 0 && (
        <Text size="xs" c="dimmed">
          {explanation(instance, told !== null)}
        </Text>
      )}
    </Stack>
  );
}

function explanation({ kind, cookies }: Instance, isTold: boolean): string {
  const hidden = Object.values(cookies).filter((name) => name !== null);
  if (isTold) {
    return 'No script may read Set-Cookie: the demo repeats it in a header of its own, without the values of HttpOnly cookies.';
  }
  if (kind === 'token' || kind === 'jwt') return 'This kind needs no cookie.';
  return `Those that a script can see. ${hidden.join(' and ')} ${hidden.length > 1 ? 'are' : 'is'} HttpOnly: the browser’s developer tools show them, to no script.`;
}
