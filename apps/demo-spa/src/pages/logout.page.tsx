import { Button, Stack } from '@mantine/core';

import { ActionStatus } from '../forms/action-status.js';
import { useAction } from '../forms/use-action.js';
import { useDemo, useLoginState } from '../session/demo.context.js';
import { OnlyLoggedIn } from './only-logged-in.js';
import { Page } from './page.js';

export function LogoutPage() {
  const { account } = useDemo();
  const login = useLoginState();
  const { state, run } = useAction();
  const logOut = () =>
    run(
      () => account.logOut(),
      () => 'You are logged out.',
    );
  return (
    <Page title="Log out" intro="Ends this login, in all tabs of this browser. Logins elsewhere live on.">
      <Stack gap="md">
        {(login.is !== 'nobody' || state.is === 'idle') && (
          <OnlyLoggedIn>
            {({ username }) => (
              <Button loading={state.is === 'under-way'} onClick={() => void logOut()}>
                Log out {username}
              </Button>
            )}
          </OnlyLoggedIn>
        )}
        <ActionStatus state={state} what="Logging out" />
      </Stack>
    </Page>
  );
}
