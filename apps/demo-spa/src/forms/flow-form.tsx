import { Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type ReactNode, useRef } from 'react';
import { flushSync } from 'react-dom';

import type { Answer } from '../api/answer.js';
import { ActionButton } from './action-button.js';
import { ActionStatus } from './action-status.js';
import { bodyOf, type Field, type FormValues, initialValues } from './field.js';
import { failureOf } from './failure.js';
import { FormField } from './form-field.js';
import { useAction } from './use-action.js';

interface Props {
  readonly fields: readonly Field[];
  readonly button: string;
  /** What is under way, such as `Registering`. */
  readonly what: string;
  readonly ask: (body: FormValues) => Promise<Answer>;
  /** How a success is told. */
  readonly done: (answer: Answer) => string;
  /** After a success; what a form shows by then may be gone. */
  readonly onDone?: (body: FormValues, answer: Answer) => void;
  /** Whether the fields keep what was written. Default false. */
  readonly keepsValues?: boolean;
  /** Between the fields and the button. */
  readonly children?: ReactNode;
}

/** The form of a flow. The server alone says what is wrong; its errors stand beside their fields, and the first one gets the focus. */
export function FlowForm({ fields, button, what, ask, done, onDone, keepsValues = false, children }: Props) {
  const form = useForm<FormValues>({ mode: 'uncontrolled', initialValues: initialValues(fields) });
  const { state, setState } = useAction();
  const alert = useRef<HTMLDivElement>(null);
  const names = fields.map(({ name }) => name);

  const submit = async (values: FormValues) => {
    setState({ is: 'under-way' });
    form.clearErrors();
    const body = bodyOf(fields, values);
    const answer = await ask(body);
    if (answer.ok) {
      // At once, so that what `onDone` gives the focus to keeps it.
      flushSync(() => {
        if (!keepsValues) form.reset();
        setState({ is: 'done', text: done(answer) });
      });
      onDone?.(body, answer);
      return;
    }
    const failure = failureOf(answer.body, names);
    // At once, so that what gets the focus is there, and is read with its error.
    flushSync(() => {
      form.setErrors(failure.fields);
      setState({ is: 'failed', texts: failure.general });
    });
    const first = names.find((name) => name in failure.fields);
    (first === undefined ? alert.current : form.getInputNode(first))?.focus();
  };

  return (
    <form noValidate aria-busy={state.is === 'under-way'} onSubmit={form.onSubmit((values) => void submit(values))}>
      <Stack gap="md">
        {fields.map((field) => (
          <FormField key={form.key(field.name)} field={field} inputProps={form.getInputProps(field.name)} />
        ))}
        {children}
        <ActionButton type="submit" isUnderWay={state.is === 'under-way'}>
          {button}
        </ActionButton>
        <ActionStatus state={state} what={what} alertRef={alert} />
      </Stack>
    </form>
  );
}
