import type { Type } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';

import { FIELD, type FieldDefinition } from './field.decorator.js';

/** The fields of a DTO class by wire name: its own and its parents', the youngest definition of a name first. */
export function fieldsOf(dto: Type<object>): ReadonlyMap<string, FieldDefinition> {
  const known = cache.get(dto);
  if (known) return known;
  const fields = new Map<string, FieldDefinition>();
  // A subclass's own metadata comes before what it inherits, so the first definition of a name is the valid one.
  for (const entry of getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false)) {
    const definition: unknown = entry.constraints[0];
    const isField = entry.name === FIELD && isDefinition(definition);
    const known = fields.get(entry.propertyName);
    if (isField && (!known || known === PLAIN || known === OPTIONAL)) fields.set(entry.propertyName, definition);
    // A property with class-validator's own decorators only: a field that these decorators check.
    if (!isField && !known) fields.set(entry.propertyName, PLAIN);
    if (entry.type === 'conditionalValidation' && fields.get(entry.propertyName) === PLAIN) {
      fields.set(entry.propertyName, OPTIONAL);
    }
  }
  cache.set(dto, fields);
  return fields;
}

const PLAIN: FieldDefinition = { kind: 'value' };
const OPTIONAL: FieldDefinition = { kind: 'value', required: false, allowNull: true };

const cache = new WeakMap<Type<object>, Map<string, FieldDefinition>>();

function isDefinition(value: unknown): value is FieldDefinition {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

/** The entity's property behind a field: `source`, or the field's own name in camelCase (`first_name`: `firstName`). */
export function sourceOf(name: string, field: FieldDefinition): string {
  return field.source ?? name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
