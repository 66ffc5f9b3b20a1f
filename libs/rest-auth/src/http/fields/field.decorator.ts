import type { Type } from '@nestjs/common';
import { registerDecorator } from 'class-validator';

import type { RestAuthSettings } from '../../rest-auth.settings.js';
import type { FieldRule } from './field-rule.js';

/** A number or a yes/no that is known, or that the options decide. */
export type Setting<Value> = Value | ((settings: RestAuthSettings) => Value);

/** What a field takes, in the words of DRF's serializer fields. */
export interface FieldOptions {
  /** Whether the field exists at all; one that does not is ignored like any unknown one. Default true. */
  enabled?: Setting<boolean>;
  /** Must be there (PATCH never asks for it). Default true. DRF: `required`. */
  required?: Setting<boolean>;
  /** May be null. Default false. DRF: `allow_null`. */
  allowNull?: boolean;
  /** May be empty. Default false. DRF: `allow_blank`. */
  allowBlank?: boolean;
  /** Is cut of blanks at both ends before anything else. Default true; passwords are taken as typed. DRF: `trim_whitespace`. */
  trim?: Setting<boolean>;
  /** At most so many characters. DRF: `max_length`. */
  maxLength?: Setting<number | null>;
  /** At least so many characters. DRF: `min_length`. */
  minLength?: Setting<number | null>;
  /** The property of the entity that holds it. Default: the field's own name in camelCase. DRF: `source`. */
  source?: string;
  /** Is shown and never taken. Default false. DRF: `read_only`. */
  readOnly?: boolean;
  /** Is taken and never shown. Default false. DRF: `write_only`. */
  writeOnly?: boolean;
  /**
   * Further rules, asked when everything else about the field is right. Classes, made by the module's injector, so that they
   * may ask a store. DRF: `validate_<field>()`.
   */
  rules?: Type<FieldRule>[];
}

/** What kind of value a field holds. */
export type FieldKind = 'string' | 'email' | 'boolean' | 'value' | 'nested';

/** A field as it is kept in class-validator's metadata, from where subclasses and mapped types inherit it. */
export interface FieldDefinition extends FieldOptions {
  kind: FieldKind;
  /** The class of a nested object. */
  nested?: () => Type<object>;
}

/** The name under which fields stand in class-validator's metadata. */
export const FIELD = 'restAuthField';

function field(definition: FieldDefinition): PropertyDecorator {
  return (target, property) => {
    if (typeof property !== 'string') throw new TypeError('A field is named by a string.');
    registerDecorator({
      name: FIELD,
      target: target.constructor,
      propertyName: property,
      constraints: [definition],
      // The checks themselves need the options and the injector, and are made by `InputReader`.
      validator: { validate: () => true },
    });
  };
}

/** A text: DRF's CharField. A JSON number is taken as its text. */
export function CharField(options: FieldOptions = {}): PropertyDecorator {
  return field({ kind: 'string', ...options });
}

/** An e-mail address: DRF's EmailField, by the rules of Django's EmailValidator. */
export function EmailField(options: FieldOptions = {}): PropertyDecorator {
  return field({ kind: 'email', ...options });
}

/** The longest password that is taken; a longer one is refused before any hashing. */
export const PASSWORD_MAX_LENGTH = 128;

/** A password: a text that is taken as typed (`password.trim` cuts blanks, for users who were registered so). */
export function PasswordField(options: FieldOptions = {}): PropertyDecorator {
  return field({
    kind: 'string',
    trim: (settings) => settings.password.trim,
    maxLength: PASSWORD_MAX_LENGTH,
    writeOnly: true,
    ...options,
  });
}

/** True or false: DRF's BooleanField. */
export function BooleanField(options: FieldOptions = {}): PropertyDecorator {
  return field({ kind: 'boolean', ...options });
}

/** Any value that is shown and never taken. */
export function ReadOnlyField(options: Pick<FieldOptions, 'source'> = {}): PropertyDecorator {
  return field({ kind: 'value', readOnly: true, ...options });
}

/** An object of another DTO class: DRF's nested serializer. Its errors are nested alike. */
export function NestedField(nested: () => Type<object>, options: FieldOptions = {}): PropertyDecorator {
  return field({ kind: 'nested', nested, ...options });
}
