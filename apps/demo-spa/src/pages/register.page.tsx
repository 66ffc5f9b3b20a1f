import { Text } from '@mantine/core';
import { useNavigate } from 'react-router';

import { type Answer, textIn } from '../api/answer.js';
import type { Field } from '../forms/field.js';
import { FlowForm } from '../forms/flow-form.js';
import { useDemo } from '../session/demo.context.js';
import { tell } from '../shell/tell.js';
import { Page } from './page.js';

export function RegisterPage() {
  const { account, instance } = useDemo();
  const navigate = useNavigate();
  const fields: readonly Field[] = [
    { name: 'username', label: 'Username', autoComplete: 'username', required: true },
    { name: 'email', label: 'E-mail address', type: 'email', autoComplete: 'email', required: instance.emailRequired },
    {
      name: 'password1',
      label: 'Password',
      type: 'password',
      autoComplete: 'new-password',
      required: true,
      description: `At least ${instance.passwordMinLength} characters, and no common one`,
    },
    { name: 'password2', label: 'Password again', type: 'password', autoComplete: 'new-password', required: true },
    {
      name: 'company_name',
      label: 'Company',
      autoComplete: 'organization',
      description: 'A field of the demo’s own, which ends in the nested profile',
    },
  ];
  return (
    <Page title="Register" intro="Makes an account, and sends a mail that asks whether the address is yours.">
      <FlowForm
        fields={fields}
        button="Register"
        what="Registering"
        ask={(body) => account.register(body)}
        done={outcome}
        onDone={(body, answer) => {
          tell(outcome(answer));
          void navigate(`/${instance.id}/mail?${new URLSearchParams({ to: textIn(body, 'email') }).toString()}`);
        }}
      />
      <Text size="sm" c="dimmed">
        {instance.emailVerification === 'mandatory'
          ? 'Here the address has to be proven before the first login.'
          : 'Here a registration logs in, and nothing depends on the proof of the address.'}
      </Text>
    </Page>
  );
}

/** Under mandatory verification the answer says that a mail is under way. */
function outcome({ body }: Answer): string {
  return textIn(body, 'detail') || 'You are registered, and logged in.';
}
