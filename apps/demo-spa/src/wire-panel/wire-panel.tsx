import { NativeSelect, Paper, Stack, Text, Title } from '@mantine/core';
import { useState, useSyncExternalStore } from 'react';

import type { Instance } from '../api/config.js';
import { type Exchange, exchangeLog } from '../api/exchange.js';
import { ExchangeDetails } from './exchange-details.js';
import { timeOfDay } from './moment.js';

/** What went over the wire at an instance: the newest exchange of an action, or the one that is chosen. */
export function WirePanel({ instance }: { readonly instance: Instance }) {
  const all = useSyncExternalStore(exchangeLog.subscribe, exchangeLog.get);
  const exchanges = all.filter(({ instanceId }) => instanceId === instance.id);
  const newest = exchanges.find(({ isBackground }) => !isBackground) ?? exchanges[0];
  const [choice, setChoice] = useState<{ readonly id: number; readonly newestId: number } | null>(null);
  // A choice holds until the next action.
  const chosen = choice?.newestId === newest?.id ? exchanges.find(({ id }) => id === choice?.id) : undefined;
  const shown = chosen ?? newest;
  return (
    <Paper component="aside" aria-labelledby="wire-title" withBorder p="md">
      <Stack gap="md">
        <Title order={2} id="wire-title">
          On the wire
        </Title>
        {shown === undefined || newest === undefined ? (
          <Text c="dimmed">Nothing yet. Whatever a page asks the server, and what it answers, is shown here.</Text>
        ) : (
          <>
            <NativeSelect
              label="Exchange"
              value={String(shown.id)}
              data={exchanges.map((exchange) => ({ value: String(exchange.id), label: titleOf(exchange) }))}
              onChange={({ currentTarget }) => {
                setChoice({ id: Number(currentTarget.value), newestId: newest.id });
              }}
            />
            <ExchangeDetails exchange={shown} instance={instance} />
          </>
        )}
      </Stack>
    </Paper>
  );
}

function titleOf({ startedAt, purpose, answer }: Exchange): string {
  return `${timeOfDay(startedAt)} · ${purpose} · ${answer?.status ?? 'no answer'}`;
}
