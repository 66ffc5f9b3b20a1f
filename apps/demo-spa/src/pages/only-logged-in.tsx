import { Button, Group, Loader, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';

import type { User } from '../api/user.js';
import { useDemo, useLoginState } from '../session/demo.context.js';

/** What is for somebody alone; the others are told where to log in. */
export function OnlyLoggedIn({ children }: { readonly children: (user: User) => ReactNode }) {
  const { instance } = useDemo();
  const login = useLoginState();
  switch (login.is) {
    case 'unknown':
      return <Loader aria-label="Looking who is logged in" />;
    case 'somebody':
      return children(login.user);
    case 'nobody':
      return (
        <Group>
          <Text>This is for somebody who is logged in.</Text>
          <Button component={Link} to={`/${instance.id}/login`} variant="light">
            Log in first
          </Button>
        </Group>
      );
  }
}
