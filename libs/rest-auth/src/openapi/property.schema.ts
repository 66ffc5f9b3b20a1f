import type { Type } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';

import type { Schema } from './open-api.js';

/** Where `@ApiProperty()` of `@nestjs/swagger` keeps what it was given. */
const API_PROPERTY = 'swagger/apiModelProperties';

/** What it may say besides the field's own decorator, in the words of a schema. */
const SAID = [
  'title',
  'description',
  'example',
  'default',
  'deprecated',
  'format',
  'pattern',
  'enum',
  'nullable',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'items',
  'minItems',
  'maxItems',
  'uniqueItems',
];

const TYPES = new Map<unknown, Schema>([
  [String, { type: 'string' }],
  [Number, { type: 'number' }],
  [Boolean, { type: 'boolean' }],
  [Date, { type: 'string', format: 'date-time' }],
  [Array, { type: 'array', items: {} }],
]);

/** What class-validator's decorators say, by their names; the arguments are those that they were given. */
const CONSTRAINTS: Readonly<Record<string, (...given: unknown[]) => Schema>> = {
  isString: () => ({ type: 'string' }),
  isEmail: () => ({ type: 'string', format: 'email' }),
  isUrl: () => ({ type: 'string', format: 'uri' }),
  isUuid: () => ({ type: 'string', format: 'uuid' }),
  isBoolean: () => ({ type: 'boolean' }),
  isNumber: () => ({ type: 'number' }),
  isInt: () => ({ type: 'integer' }),
  isArray: () => ({ type: 'array', items: {} }),
  isIn: (values) => (Array.isArray(values) ? { enum: values as unknown[] } : {}),
  isEnum: (_, values) => (Array.isArray(values) ? { enum: values as unknown[] } : {}),
  min: (minimum) => ({ minimum: Number(minimum) }),
  max: (maximum) => ({ maximum: Number(maximum) }),
  minLength: (minLength) => ({ minLength: Number(minLength) }),
  maxLength: (maxLength) => ({ maxLength: Number(maxLength) }),
  isLength: (minLength, maxLength) => ({
    minLength: Number(minLength),
    ...(maxLength !== undefined && { maxLength: Number(maxLength) }),
  }),
};

/** What TypeScript's compiler has left of a property's type; nothing where it is more than one. */
export function typeOf(dto: Type<object>, name: string): Schema {
  return TYPES.get(Reflect.getMetadata('design:type', dto.prototype as object, name)) ?? {};
}

/** What class-validator's own decorators say of a property. */
export function constraintsOf(dto: Type<object>, name: string): Schema {
  const entries = getMetadataStorage()
    .getTargetValidationMetadatas(dto, '', false, false)
    .filter(({ propertyName, each }) => propertyName === name && !each);
  return Object.assign(
    {},
    ...entries.map(({ name: constraint, constraints }) => {
      // class-validator's types promise constraints that decorators without arguments do not have.
      const given: unknown = constraints;
      return CONSTRAINTS[constraint ?? '']?.(...(Array.isArray(given) ? (given as unknown[]) : []));
    }),
  ) as Schema;
}

/** What `@ApiProperty()` says of it, where the host has it: a description, an example, a type that no field's decorator can tell. */
export function saidOf(dto: Type<object>, name: string): Schema {
  const said: unknown = Reflect.getMetadata(API_PROPERTY, dto.prototype as object, name);
  if (typeof said !== 'object' || said === null) return {};
  const type: unknown = Reflect.get(said, 'type');
  const named = typeof type === 'string' ? { type } : TYPES.get(type);
  // Of a list with a choice of values it keeps `items`; of any other the type of one of them.
  const isList = Reflect.get(said, 'isArray') === true;
  return {
    ...(isList ? { type: 'array', items: type === 'array' ? {} : (named ?? {}) } : named),
    ...Object.fromEntries(Object.entries(said).filter(([key, value]) => SAID.includes(key) && value !== undefined)),
  };
}
