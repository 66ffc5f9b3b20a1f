import { NavLink, Text } from '@mantine/core';
import { IconApi, IconForms, IconInbox } from '@tabler/icons-react';

import { useDemo } from '../session/demo.context.js';

/** The other pages of the demo, which the server renders. */
export function Elsewhere() {
  const { config, instance } = useDemo();
  const links = [
    { href: config.mailbox.page, label: 'Mailbox', icon: IconInbox },
    { href: instance.docs, label: 'API explorer', icon: IconApi },
    { href: config.forms, label: 'Forms without scripts', icon: IconForms },
  ];
  return (
    <div role="group" aria-label="Elsewhere in the demo">
      <Text size="xs" fw={600} c="dimmed" px="xs" pb={4} aria-hidden>
        Elsewhere in the demo
      </Text>
      {links.map(({ href, label, icon: Icon }) => (
        <NavLink
          key={href}
          href={href}
          label={label}
          leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
          py={6}
          bdrs="md"
        />
      ))}
    </div>
  );
}
