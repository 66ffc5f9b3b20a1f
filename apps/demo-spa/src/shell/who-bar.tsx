import { Anchor, Badge, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';

import { ActionButton } from '../forms/action-button.js';
import { useDemo, useLoginState } from '../session/demo.context.js';
import { InstanceSwitch } from './instance-switch.js';
import { KIND_NOTES } from './kind-notes.js';
import { LifeTimes } from './life-times.js';

/** Which instance it is, and who is logged in there. */
export function WhoBar() {
  const { instance } = useDemo();
  const login = useLoginState();
  const [isNoteOpen, { toggle: toggleNote }] = useDisclosure();
  return (
    <Paper component="section" aria-label="Instance and login" withBorder p="md">
      <Stack gap="sm">
        <Group justify="space-between" align="end" gap="md">
          <InstanceSwitch />
          <Text size="sm" c="dimmed">
            API at <Anchor href={instance.docs}>{instance.path}/</Anchor>
          </Text>
        </Group>
        <Group gap="sm">
          <Who />
          {login.is === 'somebody' && <LifeTimes />}
          {login.is === 'somebody' && <RefreshButton key={instance.id} />}
          <Button size="compact-sm" variant="subtle" aria-expanded={isNoteOpen} onClick={toggleNote}>
            How is it kept?
          </Button>
        </Group>
        {isNoteOpen && (
          <Text size="sm" c="dimmed" maw="80ch">
            {KIND_NOTES[instance.kind]}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}

function Who() {
  const { instance } = useDemo();
  const login = useLoginState();
  if (login.is === 'unknown')
    return (
      <Badge color="gray" variant="dot" tt="none">
        Looking who is logged in…
      </Badge>
    );
  if (login.is === 'somebody') {
    return (
      <Badge color="teal" variant="dot" tt="none" size="lg">
        Logged in as {login.user.username}
      </Badge>
    );
  }
  return (
    <>
      <Badge color="gray" variant="dot" tt="none" size="lg">
        Not logged in
      </Badge>
      {login.because === 'ended' && (
        <Text size="sm" role="alert">
          Your login has ended.{' '}
          <Anchor component={Link} to={`/${instance.id}/login`} underline="always">
            Log in again
          </Anchor>
        </Text>
      )}
    </>
  );
}

function RefreshButton() {
  const { account } = useDemo();
  const [outcome, setOutcome] = useState('');
  const [isUnderWay, setUnderWay] = useState(false);
  if (account.credential.refresh === null) return null;
  const click = async () => {
    setUnderWay(true);
    setOutcome('');
    const isFresh = await account.refresh();
    setUnderWay(false);
    setOutcome(isFresh ? 'There is a fresh access token.' : 'There is no fresh one: the panel shows the answer.');
  };
  return (
    <>
      <ActionButton
        size="compact-sm"
        variant="default"
        isUnderWay={isUnderWay}
        leftSection={<IconRefresh size={14} aria-hidden />}
        onClick={() => void click()}
      >
        Refresh now
      </ActionButton>
      <Text size="sm" role="status">
        {outcome}
      </Text>
    </>
  );
}
