import type { Type } from '@nestjs/common';
import { getMetadataStorage, type ValidationError } from 'class-validator';

import type { FieldErrorTree } from '../../kernel/errors.js';
import { type Message, message } from '../../kernel/messages.js';
import { FIELD } from './field.decorator.js';

/** class-validator's own constraints that DRF has words for, by name; the argument is what the decorator was given. */
const KNOWN: Readonly<Record<string, (argument: number) => Message>> = {
  isDefined: () => message('required'),
  isNotEmpty: () => message('blank'),
  isString: () => message('invalid_string'),
  isBoolean: () => message('invalid_boolean'),
  isEmail: () => message('invalid_email'),
  maxLength: (max) => message('max_length', { max }),
  minLength: (min) => message('min_length', { min }),
};

/** What class-validator's decorators found, in DRF's words where it has any, else in their own. */
export function constraintMessages(dto: Type<object>, error: ValidationError): Message[] | FieldErrorTree {
  if (error.children && error.children.length > 0) {
    return Object.fromEntries(error.children.map((child) => [child.property, constraintMessages(dto, child)]));
  }
  const entries = getMetadataStorage()
    .getTargetValidationMetadatas(dto, '', false, false)
    .filter(({ propertyName }) => propertyName === error.property);
  return Object.entries(error.constraints ?? {})
    .filter(([name]) => name !== FIELD)
    .map(([name, text]) => {
      const entry = entries.find((candidate) => candidate.name === name);
      const constraints: unknown = entry?.constraints;
      const argument = Array.isArray(constraints) ? Number(constraints[0]) : NaN;
      // A decorator that was given words of its own has the last one.
      const hasOwnWords: unknown = entry?.message;
      return (hasOwnWords ? undefined : KNOWN[name]?.(argument)) ?? message('custom', { text });
    });
}
