import { PasswordInput, TextInput } from '@mantine/core';
import type { GetInputPropsReturnType } from '@mantine/form';

import type { Field } from './field.js';

interface Props {
  readonly field: Field;
  readonly inputProps: GetInputPropsReturnType;
}

/** One field with its label, its explanation and its error. */
export function FormField({ field, inputProps }: Props) {
  const { name, label, type = 'text', description = '', autoComplete = 'off', required = false } = field;
  const shared = {
    ...{ name, label, autoComplete, required, ...inputProps },
    // Said in words rather than by an asterisk: most fields are required.
    withAsterisk: false,
    description: [required ? '' : 'Optional', description].filter((text) => text).join('. ') || null,
  };
  if (type === 'password') {
    return (
      <PasswordInput
        {...shared}
        // The component library tells it of text fields alone.
        aria-invalid={Boolean(inputProps.error)}
        visibilityToggleFocusable
        visibilityToggleButtonProps={{ 'aria-label': `Show: ${label}` }}
      />
    );
  }
  return <TextInput {...shared} inputMode={type} spellCheck={false} autoCapitalize="none" />;
}
