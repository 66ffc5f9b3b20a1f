import { Alert, Anchor, Button, Stack, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';

import type { ProviderId } from '../api/config.js';
import { ActionStatus } from '../forms/action-status.js';
import { useDemo } from '../session/demo.context.js';
import { useAuthorize } from '../social/use-authorize.js';
import { Page } from './page.js';

/** A login by a provider: the browser goes there, and comes back with a code. */
export function ProviderPage({ id }: { readonly id: ProviderId }) {
  const { config } = useDemo();
  const { state, go } = useAuthorize('login');
  const provider = config.providers.find((each) => each.id === id);
  if (!provider) return null;
  const { name, fake, flow, pkce } = provider;
  return (
    <Page
      title={`Log in with ${name}`}
      intro={
        flow === 'oauth1'
          ? `${name} speaks OAuth 1.0a: the server gets a request token, and what comes back is worth an access token.`
          : `OAuth 2: the browser comes back with a code${pkce ? ', which is bound to this tab by PKCE' : ''}; the secret of the application stays on the server.`
      }
    >
      <Stack gap="md">
        <Button
          onClick={() => go(provider)}
          loading={state.is === 'under-way'}
          rightSection={<IconExternalLink size={16} aria-hidden />}
        >
          Continue with {name}
        </Button>
        <ActionStatus state={state} what={`Going to ${name}`} />
        {fake ? (
          <Alert color="gray" variant="light" role="note" title="A fake provider, offline">
            The demo stands in for {name}, with a few sample people.{' '}
            <Anchor href="/fake-provider" size="sm" underline="always">
              Who they are
            </Anchor>
          </Alert>
        ) : (
          <Text size="sm" c="dimmed">
            This is {name} itself, with the keys of the environment.
          </Text>
        )}
      </Stack>
    </Page>
  );
}
