import { Anchor, Stack } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { Link } from 'react-router';

import { ActionButton } from '../forms/action-button.js';
import { ActionStatus } from '../forms/action-status.js';
import { useAction } from '../forms/use-action.js';
import { useDemo, useLoginState } from '../session/demo.context.js';
import { OnlyLoggedIn } from './only-logged-in.js';
import { Page } from './page.js';

export function LogoutPage() {
  const { account, instance } = useDemo();
  const login = useLoginState();
  const { state, run } = useAction();
  const next = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    // The button that was pressed is gone.
    if (state.is === 'done') next.current?.focus();
  }, [state.is]);
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
              <ActionButton isUnderWay={state.is === 'under-way'} onClick={() => void logOut()}>
                Log out {username}
              </ActionButton>
            )}
          </OnlyLoggedIn>
        )}
        <ActionStatus state={state} what="Logging out" />
        {login.is === 'nobody' && state.is === 'done' && (
          <Anchor ref={next} component={Link} to={`/${instance.id}/login`}>
            Log in
          </Anchor>
        )}
      </Stack>
    </Page>
  );
}
