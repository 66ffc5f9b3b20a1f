import { Button, Stack, Text } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';

import { CodeBlock } from './code-block.js';

/** Copies the request as a curl command; the button says when that is done. Where the browser forbids it, the command is there to be copied by hand. */
export function CopyCurl({ command }: { readonly command: string }) {
  const { copied, copy, error } = useClipboard({ timeout: 2000 });
  return (
    <Stack gap="xs" align="end" miw={0}>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        onClick={() => copy(command)}
      >
        <span aria-live="polite">{copied ? 'Copied' : 'Copy as curl'}</span>
      </Button>
      {error !== null && (
        <>
          <Text size="xs" role="alert">
            The browser does not let a page copy here.
          </Text>
          <CodeBlock label="curl" text={command} />
        </>
      )}
    </Stack>
  );
}
