import { Button, Divider, Group, Loader, Stack, Text, Title } from '@mantine/core';
import { useCallback, useRef } from 'react';

import { isObject } from '../api/answer.js';
import type { Provider } from '../api/config.js';
import { ActionStatus } from '../forms/action-status.js';
import { useAction } from '../forms/use-action.js';
import { useDemo } from '../session/demo.context.js';
import { useAuthorize } from '../social/use-authorize.js';
import { OnlyLoggedIn } from './only-logged-in.js';
import { Page } from './page.js';
import { useList } from './use-list.js';

/** As `socialaccounts/` lists it. */
interface ConnectedAccount {
  readonly id: number | string;
  readonly provider: string;
  readonly uid: string;
  readonly last_login: string;
}

export function AccountsPage() {
  return (
    <Page
      title="Connected accounts"
      intro="By which providers you can log in. The last way to log in cannot be taken away."
    >
      <OnlyLoggedIn>{({ pk }) => <Accounts key={pk} />}</OnlyLoggedIn>
    </Page>
  );
}

function Accounts() {
  const { account, config } = useDemo();
  const ask = useCallback(() => account.endpoints.socialAccounts(), [account]);
  const { items, reload } = useList(ask, isConnectedAccount);
  const { state, run } = useAction();
  const authorization = useAuthorize('connect');
  const top = useRef<HTMLDivElement>(null);

  const disconnect = async ({ id, provider }: ConnectedAccount) => {
    const { ok } = await run(
      () => account.endpoints.disconnect(id),
      () => `${nameOf(provider, config.providers)} is disconnected.`,
    );
    if (ok) await reload();
    // The button that was pressed is gone with its account, or lost the focus while it was disabled.
    top.current?.focus({ preventScroll: true });
  };

  return (
    <Stack gap="md" ref={top} tabIndex={-1} role="group" aria-label="Accounts" style={{ outline: 'none' }}>
      {items === null && (
        <Text c="error" role="alert">
          The list cannot be had. The panel shows what the server answered.
        </Text>
      )}
      {items === undefined && <Loader aria-label="Looking for connected accounts" />}
      {items?.length === 0 && <Text>None so far.</Text>}
      {items?.map((item) => (
        <Group key={item.id} justify="space-between" wrap="nowrap">
          <div>
            <Text fw={600}>{nameOf(item.provider, config.providers)}</Text>
            <Text size="sm" c="dimmed">
              number {item.uid} there
            </Text>
          </div>
          <Button
            variant="default"
            flex="none"
            disabled={state.is === 'under-way'}
            aria-label={`Disconnect ${nameOf(item.provider, config.providers)} ${item.uid}`}
            onClick={() => void disconnect(item)}
          >
            Disconnect
          </Button>
        </Group>
      ))}
      <ActionStatus state={state} what="Disconnecting" />
      <Divider />
      <Title order={2}>Connect one more</Title>
      <Group gap="sm">
        {config.providers.map((provider) => (
          <Button
            key={provider.id}
            variant="light"
            disabled={authorization.state.is === 'under-way'}
            onClick={() => authorization.go(provider)}
          >
            Connect {provider.name}
          </Button>
        ))}
      </Group>
      <ActionStatus state={authorization.state} what="Going to the provider" />
    </Stack>
  );
}

function nameOf(id: string, providers: readonly Provider[]): string {
  return providers.find((provider) => provider.id === id)?.name ?? id;
}

function isConnectedAccount(value: unknown): value is ConnectedAccount {
  return isObject(value) && typeof value['provider'] === 'string' && typeof value['uid'] === 'string';
}
