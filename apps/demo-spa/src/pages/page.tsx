import { Paper, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { type ReactNode, useEffect, useRef } from 'react';
import { NavigationType, useNavigationType } from 'react-router';

interface Props {
  readonly title: string;
  /** One or two sentences: what happens here. */
  readonly intro: ReactNode;
  readonly children: ReactNode;
}

/** One flow: its title, which has the focus when a link has led here, what it does, and its form. */
export function Page({ title, intro, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useDocumentTitle(`${title} · nestjs-rest-auth demo`);
  const navigationType = useNavigationType();
  useEffect(() => {
    // Whoever loads the page, or goes back to it, stays where the browser puts them.
    if (navigationType === NavigationType.Pop) return;
    heading.current?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }, [navigationType]);
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
