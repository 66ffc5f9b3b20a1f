import { AppShell, Burger, Group, ScrollArea } from '@mantine/core';
import { useDisclosure, useWindowEvent } from '@mantine/hooks';
import { type ReactNode, useRef } from 'react';
import { Link } from 'react-router';

import { useDemo } from '../session/demo.context.js';
import { WirePanel } from '../wire-panel/wire-panel.js';
import { ColourSchemeButton } from './colour-scheme-button.js';
import { Navigation } from './navigation.js';
import classes from './shell.module.css';
import { WhoBar } from './who-bar.js';

/** What stands around each page. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const { instance } = useDemo();
  const [isOpen, { toggle, close }] = useDisclosure();
  const burger = useRef<HTMLButtonElement>(null);
  useWindowEvent('keydown', ({ key }) => {
    if (key !== 'Escape' || !isOpen) return;
    close();
    burger.current?.focus();
  });
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 240, breakpoint: 'md', collapsed: { mobile: !isOpen } }}
      padding="md"
    >
      <a className={classes.skip} href="#content">
        Skip to the content
      </a>
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              ref={burger}
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="md"
              size="sm"
              aria-label={isOpen ? 'Close the navigation' : 'Open the navigation'}
              aria-expanded={isOpen}
              aria-controls="flows"
            />
            <Link className={classes.brand} to={`/${instance.id}/login`}>
              nestjs-rest-auth
            </Link>
          </Group>
          <ColourSchemeButton />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" id="flows" aria-label="Flows" className={isOpen ? undefined : classes.closed}>
        <AppShell.Section grow component={ScrollArea} type="hover" scrollbarSize={6}>
          <Navigation instance={instance} onNavigate={close} />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main className={classes.main} id="content" tabIndex={-1}>
        <div className={classes.columns}>
          <div className={classes.whole}>
            <WhoBar />
          </div>
          {children}
          <WirePanel instance={instance} />
        </div>
      </AppShell.Main>
    </AppShell>
  );
}
