import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';

import type { Field } from '../forms/field.js';
import { FlowForm } from '../forms/flow-form.js';
import { useDemo } from '../session/demo.context.js';
import { Page } from './page.js';

const FIELDS: readonly Field[] = [
  { name: 'email', label: 'E-mail address', type: 'email', autoComplete: 'email', required: true },
];

export function ForgotPage() {
  const { account, instance } = useDemo();
  return (
    <Page
      title="Forgot the password"
      intro="Sends a link to the address, if somebody has it. The answer does not tell, so that nobody learns who has an account."
    >
      <FlowForm
        fields={FIELDS}
        button="Send me a link"
        what="Asking"
        ask={(body) => account.endpoints.askForReset(body)}
        done={() => 'If somebody has that address, a mail with a link is under way.'}
        keepsValues
      />
      <Text size="sm">
        The link is good once, for an hour. Look for it in{' '}
        <Anchor component={Link} to={`/${instance.id}/mail`} underline="always" size="sm">
          your mail
        </Anchor>
        .
      </Text>
    </Page>
  );
}
