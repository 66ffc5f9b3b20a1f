import { Anchor, Stack } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';

import type { Provider } from '../api/config.js';
import { ActionStatus } from '../forms/action-status.js';
import { useAction } from '../forms/use-action.js';
import { Page } from '../pages/page.js';
import { useDemo } from '../session/demo.context.js';
import { tell } from '../shell/tell.js';
import type { Pending } from './pending.js';
import { broughtBack, use } from './returned.js';

interface Props {
  readonly provider: Provider;
  readonly pending: Pending;
  readonly query: URLSearchParams;
}

/** Back from a provider, with the `state` that this tab waited for: uses what it gave at once, and tells a refusal. */
export function CallbackPage({ provider, pending, query }: Props) {
  const { account, instance } = useDemo();
  const { state, run, setState } = useAction();
  const navigate = useNavigate();
  const hasBegun = useRef(false);
  const [isConnect] = useState(pending.purpose === 'connect');
  const target = isConnect ? 'accounts' : 'profile';

  useEffect(() => {
    // A code is good once, and so is this: React runs effects twice in development.
    if (hasBegun.current) return;
    hasBegun.current = true;
    const brought = broughtBack(provider, query, pending);
    if (brought === null) {
      setState({ is: 'failed', texts: [`${provider.name} says that you refused. Nothing has changed.`] });
      return;
    }
    const news = isConnect ? `${provider.name} is connected.` : `You are logged in with ${provider.name}.`;
    void run(
      () => use(brought, provider, account, pending),
      () => news,
    ).then(({ ok }) => {
      if (!ok) return;
      tell(news);
      void navigate(`/${instance.id}/${target}`, { replace: true });
    });
  });

  return (
    <Page
      title={`Back from ${provider.name}`}
      intro={
        isConnect ? 'Connecting the account there to the one here.' : 'Logging in with what the provider has given.'
      }
    >
      <Stack gap="md">
        <ActionStatus state={state} what={`Asking ${provider.name}`} />
        {state.is === 'failed' && (
          <Anchor component={Link} to={`/${instance.id}/${isConnect ? 'accounts' : provider.id}`}>
            Try again
          </Anchor>
        )}
      </Stack>
    </Page>
  );
}
