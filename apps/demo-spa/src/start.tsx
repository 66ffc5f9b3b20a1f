import { Button, Center, Container, Loader, Text, Title } from '@mantine/core';
import { useEffect, useState } from 'react';

import { type DemoConfig, loadConfig } from './api/config.js';
import { App } from './app.js';

/** Asks the demo which instances there are, and shows the client once it knows. */
export function Start() {
  const [config, setConfig] = useState<DemoConfig | null>();

  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    loadConfig().then(setConfig, () => setConfig(null));
  }, [attempt]);

  const tryAgain = () => {
    setConfig(undefined);
    setAttempt(attempt + 1);
  };

  if (config) return <App config={config} />;
  if (config === undefined) {
    return (
      <Center component="main" mih="60vh">
        <Loader aria-label="Asking the demo which instances there are" />
      </Center>
    );
  }
  return (
    <Container component="main" size="sm" py="xl">
      <Title order={1} mb="md">
        The demo does not answer
      </Title>
      <Text mb="md" role="alert">
        Start it with <code>npm run demo</code>.
      </Text>
      <Button onClick={tryAgain}>Try again</Button>
    </Container>
  );
}
