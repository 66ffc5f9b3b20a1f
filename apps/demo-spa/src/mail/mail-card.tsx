import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';

import { timeOfDay } from '../wire-panel/moment.js';
import type { Mail } from './mail.js';
import { MailText } from './mail-text.js';
import classes from './mail.module.css';

export function MailCard({ mail }: { readonly mail: Mail }) {
  const { subject, to, receivedAt, text, htmlUrl } = mail;
  const [isHtml, { toggle }] = useDisclosure();
  return (
    <Paper component="article" withBorder p="md">
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Title order={2}>{subject}</Title>
          <Text size="xs" c="dimmed">
            to {to}, {timeOfDay(new Date(receivedAt))}
          </Text>
        </Group>
        {isHtml ? (
          <iframe
            className={classes.html}
            title={`The HTML part of “${subject}”`}
            src={htmlUrl}
            sandbox="allow-popups allow-popups-to-escape-sandbox"
          />
        ) : (
          <MailText text={text} />
        )}
        <Group>
          <Button size="compact-sm" variant="default" onClick={toggle} aria-pressed={isHtml}>
            HTML part
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
