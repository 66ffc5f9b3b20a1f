import type { Instance } from '../api/config.js';
import type { Field } from './field.js';

/** The pair of a change and of a reset. */
export function newPasswordFields({ passwordMinLength }: Instance): readonly Field[] {
  return [
    {
      name: 'new_password1',
      label: 'New password',
      type: 'password',
      autoComplete: 'new-password',
      required: true,
      description: `At least ${passwordMinLength} characters, and no common one`,
    },
    {
      name: 'new_password2',
      label: 'New password again',
      type: 'password',
      autoComplete: 'new-password',
      required: true,
    },
  ];
}
