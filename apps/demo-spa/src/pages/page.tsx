import { Paper, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { NavigationType, useLocation, useNavigationType } from 'react-router';

import { keepsFocus } from '../shell/keeps-focus.js';

interface Props {
  readonly title: string;
  /** One or two sentences: what happens here. */
  readonly intro: ReactNode;
  readonly children: ReactNode;
}

/** Whether this document has shown a page already. The first one leaves the focus to the browser. */
let hasShown = false;

/** One flow: its title, which has the focus when something in the client has led here, what it does, and its form. */
export function Page({ title, intro, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useDocumentTitle(`${title} · nestjs-rest-auth demo`);
  const navigationType = useNavigationType();
  const location = useLocation();
  // How somebody came here; what changes in the address afterwards is not another page.
  const [arrival] = useState({
    isFirst: !hasShown,
    isBack: navigationType === NavigationType.Pop,
    stays: keepsFocus(location.state),
  });
  useEffect(() => {
    hasShown = true;
    if (arrival.isFirst || arrival.stays) return;
    heading.current?.focus({ preventScroll: true });
    // Whoever goes back finds the place where they were: that is the browser's to restore.
    if (!arrival.isBack) window.scrollTo({ top: 0 });
  }, [arrival]);
  return (
    <Paper component="section" aria-labelledby="page-title" withBorder p="lg">
      <Stack gap="lg">
        <Stack gap="xs">
          <Title order={1} id="page-title" ref={heading} tabIndex={-1} style={{ outline: 'none' }}>
            {title}
          </Title>
          <Text c="dimmed">{intro}</Text>
        </Stack>
        {children}
      </Stack>
    </Paper>
  );
}
