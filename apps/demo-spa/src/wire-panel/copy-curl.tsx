import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

/** Copies the request as a curl command; the button says when that is done. */
export function CopyCurl({ command }: { readonly command: string }) {
  return (
    <CopyButton value={command} timeout={2000}>
      {({ copied, copy }) => (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
          onClick={copy}
        >
          <span aria-live="polite">{copied ? 'Copied' : 'Copy as curl'}</span>
        </Button>
      )}
    </CopyButton>
  );
}
