import { Divider, Stack, Text, Title } from '@mantine/core';

import { textIn } from '../api/answer.js';
import type { User } from '../api/user.js';
import { ActionButton } from '../forms/action-button.js';
import { ActionStatus } from '../forms/action-status.js';
import type { Field } from '../forms/field.js';
import { FlowForm } from '../forms/flow-form.js';
import { useAction } from '../forms/use-action.js';
import { useDemo } from '../session/demo.context.js';
import { OnlyLoggedIn } from './only-logged-in.js';
import { Page } from './page.js';

export function ProfilePage() {
  return (
    <Page title="Profile" intro="Who is logged in, with the profile of the demo’s own nested in it.">
      <OnlyLoggedIn>{(user) => <Profile key={user.pk} user={user} />}</OnlyLoggedIn>
    </Page>
  );
}

function Profile({ user }: { readonly user: User }) {
  const { account } = useDemo();
  return (
    <Stack gap="lg">
      <Text size="sm">
        Number {user.pk}, e-mail address <strong>{user.email || 'none'}</strong> (read-only)
      </Text>
      <FlowForm
        fields={fieldsOf(user)}
        button="Save"
        what="Saving"
        ask={(body) => account.endpoints.writeUser(body)}
        done={() => 'Saved.'}
        onDone={() => void account.load()}
        keepsValues
      />
      <Divider />
      <Whoami />
    </Stack>
  );
}

function fieldsOf({ username, first_name, last_name, profile }: User): readonly Field[] {
  return [
    { name: 'username', label: 'Username', autoComplete: 'username', required: true, value: username },
    { name: 'first_name', label: 'First name', autoComplete: 'given-name', value: first_name },
    { name: 'last_name', label: 'Last name', autoComplete: 'family-name', value: last_name },
    {
      name: 'profile.company_name',
      label: 'Company',
      autoComplete: 'organization',
      value: profile?.company_name ?? '',
      description: 'Nested: profile.company_name, at most 100 characters',
    },
  ];
}

function Whoami() {
  const { account } = useDemo();
  const { state, run } = useAction();
  const ask = () =>
    run(
      () => account.endpoints.whoami(),
      ({ body }) => `The demo’s own controller says: ${textIn(body, 'username')}.`,
    );
  return (
    <Stack gap="sm">
      <Title order={2}>Who am I?</Title>
      <Text size="sm" c="dimmed">
        A controller of the demo’s own behind the guard: no endpoint of the library.
      </Text>
      <ActionButton variant="light" isUnderWay={state.is === 'under-way'} onClick={() => void ask()}>
        Ask who I am
      </ActionButton>
      <ActionStatus state={state} what="Asking" />
    </Stack>
  );
}
