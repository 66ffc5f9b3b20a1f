import { Badge, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { useCallback, useRef } from 'react';

import { type Answer, isObject } from '../api/answer.js';
import { ActionStatus } from '../forms/action-status.js';
import { useAction } from '../forms/use-action.js';
import { useDemo } from '../session/demo.context.js';
import { OnlyLoggedIn } from './only-logged-in.js';
import { Page } from './page.js';
import { useList } from './use-list.js';

/** As `logins/` lists it. */
interface Login {
  readonly id: string;
  readonly kinds: readonly string[];
  readonly method: string;
  readonly created_at: string;
  readonly last_used_at: string;
  readonly user_agent: string;
  readonly address: string;
  readonly current: boolean;
}

export function SessionsPage() {
  return (
    <Page title="Active sessions" intro="Where you are logged in, the last used first. What is not yours you can end.">
      <OnlyLoggedIn>{({ pk }) => <Sessions key={pk} />}</OnlyLoggedIn>
    </Page>
  );
}

function Sessions() {
  const { account } = useDemo();
  const ask = useCallback(() => account.endpoints.logins(), [account]);
  const { items, reload } = useList(ask, isLogin);
  const { state, run } = useAction();
  const top = useRef<HTMLDivElement>(null);

  const end = async (act: () => Promise<Answer>, done: string) => {
    const { ok } = await run(act, () => done);
    if (ok) await reload();
    // The button that was pressed is gone with its session, or lost the focus while it was disabled.
    top.current?.focus({ preventScroll: true });
  };

  return (
    <Stack gap="md" ref={top} tabIndex={-1} role="group" aria-label="Sessions" style={{ outline: 'none' }}>
      {items === null && (
        <Text c="error" role="alert">
          The list cannot be had. The panel shows what the server answered.
        </Text>
      )}
      {items === undefined && <Loader aria-label="Looking for sessions" />}
      {items?.map((login) => (
        <SessionEntry
          key={login.id}
          login={login}
          isUnderWay={state.is === 'under-way'}
          onEnd={() => void end(() => account.endpoints.endLogin(login.id), 'That session has ended.')}
        />
      ))}
      <Button
        variant="light"
        disabled={state.is === 'under-way'}
        onClick={() => void end(() => account.endpoints.endOtherLogins(), 'All other sessions have ended.')}
      >
        End all other sessions
      </Button>
      <ActionStatus state={state} what="Ending" />
    </Stack>
  );
}

interface EntryProps {
  readonly login: Login;
  readonly isUnderWay: boolean;
  readonly onEnd: () => void;
}

function SessionEntry({ login, isUnderWay, onEnd }: EntryProps) {
  const { kinds, method, created_at, user_agent, address, current } = login;
  return (
    <Group justify="space-between" wrap="nowrap" align="start">
      <Stack gap={2} miw={0}>
        <Group gap="xs">
          <Text fw={600}>{browserOf(user_agent)}</Text>
          {current && (
            <Badge color="teal" variant="dot" tt="none">
              this one
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          by {method}, gives {kinds.join(' and ')}, from {address || 'an unknown address'}, since {sinceOf(created_at)}
        </Text>
      </Stack>
      <Button
        variant="default"
        flex="none"
        disabled={isUnderWay}
        aria-label={
          current ? 'End this session' : `End session by ${browserOf(user_agent)} since ${sinceOf(created_at)}`
        }
        onClick={onEnd}
      >
        End
      </Button>
    </Group>
  );
}

const since = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

function sinceOf(moment: string): string {
  return since.format(new Date(moment));
}

/** The name that people know, out of the many that a browser gives itself. */
function browserOf(userAgent: string): string {
  const [, name] = /\b(Firefox|Edg|OPR|HeadlessChrome|Chrome|Safari|curl)\//.exec(userAgent) ?? [];
  return name ?? (userAgent === '' ? 'Unknown client' : userAgent);
}

function isLogin(value: unknown): value is Login {
  return isObject(value) && typeof value['id'] === 'string' && Array.isArray(value['kinds']);
}
