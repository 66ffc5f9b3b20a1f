import type { HTMLInputAutoCompleteAttribute } from 'react';

/** One field of a flow's form. */
export interface Field {
  /** As on the wire; `profile.company_name` is a nested one. */
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'email' | 'password';
  readonly description?: string;
  readonly autoComplete?: HTMLInputAutoCompleteAttribute;
  readonly required?: boolean;
  /** What stands in it at first. Default: nothing. */
  readonly value?: string;
  /** Default false: an empty text is sent as it is. */
  readonly leaveOutEmpty?: boolean;
}

/** What a form holds, nested as it is sent. */
export interface FormValues {
  [name: string]: string | FormValues;
}

export function initialValues(fields: readonly Field[]): FormValues {
  const values: FormValues = {};
  for (const { name, value = '' } of fields) place(values, name.split('.'), value);
  return values;
}

/** The body of the request. */
export function bodyOf(fields: readonly Field[], values: FormValues): FormValues {
  const body: FormValues = {};
  for (const { name, leaveOutEmpty = false } of fields) {
    const value = find(values, name.split('.'));
    if (value !== '' || !leaveOutEmpty) place(body, name.split('.'), value);
  }
  return body;
}

function place(values: FormValues, [name = '', ...rest]: string[], value: string): void {
  if (rest.length === 0) {
    values[name] = value;
    return;
  }
  const inner = values[name];
  const nested = typeof inner === 'object' ? inner : {};
  values[name] = nested;
  place(nested, rest, value);
}

function find(values: FormValues, [name = '', ...rest]: string[]): string {
  const value = values[name];
  if (typeof value === 'object') return find(value, rest);
  return value ?? '';
}
