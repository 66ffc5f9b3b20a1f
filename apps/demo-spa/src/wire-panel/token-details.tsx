import { Stack, Table, Text, Title } from '@mantine/core';

import { CodeBlock } from './code-block.js';
import type { FoundToken } from './found-tokens.js';
import { isMoment, moment } from './moment.js';
import classes from './wire-panel.module.css';

/** What a token says of itself: header and claims, with its moments as dates. */
export function TokenDetails({ token: { where, text, jwt } }: { readonly token: FoundToken }) {
  if (jwt === null) {
    return (
      <Stack gap="xs">
        <Title order={4} size="sm">
          {where}
        </Title>
        <CodeBlock label={where} text={text} />
        <Text size="xs" c="dimmed">
          Opaque: it says nothing to anybody but the server, which keeps its digest alone.
        </Text>
      </Stack>
    );
  }
  return (
    <Stack gap="xs">
      <Title order={4} size="sm">
        {where}
      </Title>
      <CodeBlock label={`Header: ${where}`} text={JSON.stringify(jwt.header)} />
      <Table className={classes.claims} withRowBorders={false} verticalSpacing={2} aria-label={`Claims: ${where}`}>
        <Table.Tbody>
          {Object.entries(jwt.claims).map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">{name}</Table.Th>
              <Table.Td>
                {typeof value === 'string' ? value : JSON.stringify(value)}
                {isMoment(name, value) && (
                  <Text span size="xs" c="dimmed">
                    {' '}
                    {moment(value)}
                  </Text>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}
