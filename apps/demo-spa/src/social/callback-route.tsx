import { Anchor, Container, Text, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';

import type { DemoConfig } from '../api/config.js';
import { InstanceFrame } from '../shell/instance-frame.js';
import { CallbackPage } from './callback.page.js';
import { dropPending, findPending } from './pending.js';

/** `/social/<service>`, one address for all instances: which one it was, this tab knows. */
export function CallbackRoute({ config }: { readonly config: DemoConfig }) {
  const { service = '' } = useParams();
  const [query] = useSearchParams();
  const [pending] = useState(() => findPending(service, query.get('state') ?? ''));
  useEffect(() => {
    if (pending !== null) dropPending();
  }, [pending]);
  const provider = config.providers.find(({ id }) => id === service);
  const instance = config.instances.find(({ id }) => id === pending?.instanceId);
  if (pending === null || !provider || !instance) return <NotExpected />;
  return (
    <InstanceFrame config={config} instance={instance}>
      <CallbackPage provider={provider} pending={pending} query={query} />
    </InstanceFrame>
  );
}

/** Anybody can make a link with a code of theirs, and log its visitor in as themselves. */
function NotExpected() {
  return (
    <Container component="main" size="sm" py="xl">
      <Title order={1} mb="md">
        This tab did not ask for that
      </Title>
      <Text mb="md" role="alert">
        What comes back from a provider is used by the tab alone that led there, and once. Nothing was sent.
      </Text>
      <Anchor component={Link} to="/">
        To the beginning
      </Anchor>
    </Container>
  );
}
