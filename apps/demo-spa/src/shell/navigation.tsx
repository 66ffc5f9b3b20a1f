import { NavLink, Stack, Text } from '@mantine/core';
import { NavLink as RouterLink, useLocation } from 'react-router';

import type { Instance } from '../api/config.js';
import { Elsewhere } from './elsewhere.js';
import { FLOW_GROUPS } from './flows.js';

interface Props {
  readonly instance: Instance;
  readonly onNavigate: () => void;
}

/** The flows, as links. */
export function Navigation({ instance, onNavigate }: Props) {
  const { pathname } = useLocation();
  return (
    <Stack gap="md">
      {FLOW_GROUPS.map(({ title, flows }) => (
        <div key={title} role="group" aria-label={title}>
          <Text size="xs" fw={600} c="dimmed" px="xs" pb={4} aria-hidden>
            {title}
          </Text>
          {flows.map(({ path, label, icon: Icon }) => {
            const to = `/${instance.id}/${path}`;
            return (
              <NavLink
                key={path}
                component={RouterLink}
                to={to}
                label={label}
                active={pathname === to || pathname.startsWith(`${to}/`)}
                leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
                onClick={onNavigate}
                py={6}
                bdrs="md"
              />
            );
          })}
        </div>
      ))}
      <Elsewhere />
    </Stack>
  );
}
