import { Text } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useState } from 'react';

import type { Lifetimes } from '../api/config.js';
import { useDemo } from '../session/demo.context.js';
import { inWords } from './time-left.js';

/** What the credential still has to live: of tokens that a script can read, to the second; of the others, what the server promises. */
export function LifeTimes() {
  const { account, instance } = useDemo();
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), 1000, { autoInvoke: true });

  const known = account.credential.endings.map(({ what, at }) => {
    const left = (at.getTime() - now) / 1000;
    return left > 0 ? `The ${what} has ${inWords(left)} left.` : `The ${what} has ended.`;
  });
  const promised = instance.lifetimes ? promises(instance.lifetimes, known.length > 0) : [];
  if (known.length + promised.length === 0) return null;
  return (
    <Text size="sm" c="dimmed">
      {[...known, ...promised].join(' ')}
    </Text>
  );
}

function promises(
  { accessSeconds, refreshSeconds, idleSeconds, absoluteSeconds }: Lifetimes,
  isKnown: boolean,
): string[] {
  const promised: string[] = [];
  if (!isKnown && accessSeconds !== null) promised.push(`Access tokens are good for ${inWords(accessSeconds)}.`);
  if (!isKnown && refreshSeconds !== null) promised.push(`Refresh tokens are good for ${inWords(refreshSeconds)}.`);
  if (idleSeconds !== null) promised.push(`It ends after ${inWords(idleSeconds)} without use.`);
  if (absoluteSeconds !== null) promised.push(`The login ends ${inWords(absoluteSeconds)} after it was made.`);
  return promised;
}
