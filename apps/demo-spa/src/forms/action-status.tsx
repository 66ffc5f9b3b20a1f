import { Alert, Box, VisuallyHidden } from '@mantine/core';
import { IconAlertCircle, IconCircleCheck } from '@tabler/icons-react';
import type { Ref } from 'react';

import type { ActionState } from './action-state.js';

interface Props {
  readonly state: ActionState;
  /** What is under way, such as `Registering`. */
  readonly what: string;
  /** Takes the focus where an action failed for no one field. */
  readonly alertRef?: Ref<HTMLDivElement>;
}

/** Tells how an action stands: seen by all, and read out when it changes. */
export function ActionStatus({ state, what, alertRef }: Props) {
  return (
    <>
      <Box role="status">
        {state.is === 'under-way' && <VisuallyHidden>{what}…</VisuallyHidden>}
        {state.is === 'done' && (
          <Alert role="presentation" color="teal" variant="light" icon={<IconCircleCheck aria-hidden />}>
            {state.text}
          </Alert>
        )}
      </Box>
      {state.is === 'failed' && state.texts.length > 0 && (
        <Alert ref={alertRef} tabIndex={-1} color="red" variant="light" icon={<IconAlertCircle aria-hidden />}>
          {state.texts.map((text) => (
            <div key={text}>{text}</div>
          ))}
        </Alert>
      )}
    </>
  );
}
