import { Anchor, Group, Text } from '@mantine/core';
import { Link, useNavigate } from 'react-router';

import type { Field } from '../forms/field.js';
import { FlowForm } from '../forms/flow-form.js';
import { useDemo } from '../session/demo.context.js';
import { tell } from '../shell/tell.js';
import { Page } from './page.js';

const FIELDS: readonly Field[] = [
  { name: 'username', label: 'Username or e-mail address', autoComplete: 'username', required: true },
  { name: 'password', label: 'Password', type: 'password', autoComplete: 'current-password', required: true },
];

export function LoginPage() {
  const { account, config, instance } = useDemo();
  const navigate = useNavigate();
  const sample = config.sampleAccounts[0];
  return (
    <Page title="Log in" intro="By name or by address: a name with an @ in it is looked up as an address first.">
      <FlowForm
        fields={FIELDS}
        button="Log in"
        what="Logging in"
        ask={(body) => account.logIn(body)}
        done={() => 'You are logged in.'}
        onDone={() => {
          tell('You are logged in.');
          void navigate(`/${instance.id}/profile`);
        }}
      />
      <Group gap="md">
        <Anchor component={Link} to={`/${instance.id}/forgot`} size="sm">
          Forgot the password?
        </Anchor>
        <Anchor component={Link} to={`/${instance.id}/register`} size="sm">
          No account yet?
        </Anchor>
      </Group>
      {sample && (
        <Text size="sm" c="dimmed">
          There is a sample account: {sample.username} or {sample.email}, password {sample.password}
        </Text>
      )}
    </Page>
  );
}
