import { Badge, Group, Stack, Text, Title } from '@mantine/core';

import type { Instance } from '../api/config.js';
import type { Exchange } from '../api/exchange.js';
import { CodeBlock } from './code-block.js';
import { CookieList } from './cookie-list.js';
import { CopyCurl } from './copy-curl.js';
import { curl, hiddenCookies } from './curl.js';
import { foundTokens } from './found-tokens.js';
import { answerText, requestText } from './http-text.js';
import { TokenDetails } from './token-details.js';

interface Props {
  readonly exchange: Exchange;
  readonly instance: Instance;
}

/** One exchange: the request, the answer, its cookies and its tokens. */
export function ExchangeDetails({ exchange, instance }: Props) {
  const { request, answer, durationMs } = exchange;
  const variables = hiddenCookies(instance);
  const tokens = foundTokens(exchange);
  return (
    <Stack gap="md">
      <Stack gap="xs">
        <Group justify="space-between">
          <Title order={3}>Request</Title>
          <CopyCurl command={curl(exchange, instance, window.location.origin)} />
        </Group>
        <CodeBlock label="Request" text={requestText(request)} />
        {variables.length > 0 && (
          <Text size="xs" c="dimmed">
            The browser adds its cookies. HttpOnly ones no script can read: for the curl command, set{' '}
            {variables.map(([variable]) => variable).join(' and ')} to what the developer tools show.
          </Text>
        )}
      </Stack>
      <Stack gap="xs">
        <Group justify="space-between">
          <Title order={3}>Answer</Title>
          <Group gap="xs">
            <Text size="sm" c="dimmed">
              {durationMs} ms
            </Text>
            <StatusBadge status={answer?.status ?? null} />
          </Group>
        </Group>
        <CodeBlock label="Answer" text={answer === null ? 'None: the server cannot be reached.' : answerText(answer)} />
      </Stack>
      <Stack gap="xs">
        <Title order={3}>Cookies set</Title>
        <CookieList exchange={exchange} instance={instance} />
      </Stack>
      {tokens.length > 0 && (
        <Stack gap="xs">
          <Title order={3}>Tokens, decoded</Title>
          {tokens.map((token) => (
            <TokenDetails key={token.where} token={token} />
          ))}
        </Stack>
      )}
    </Stack>
  );
}

function StatusBadge({ status }: { readonly status: number | null }) {
  const color = status === null || status >= 500 ? 'red' : status >= 400 ? 'orange' : 'teal';
  return (
    <Badge color={color} variant="dot" tt="none">
      {status ?? 'none'}
    </Badge>
  );
}
