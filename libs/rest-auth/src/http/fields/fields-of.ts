import type { Type } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata.js';

import { FIELD, type FieldDefinition } from './field.decorator.js';

/**
 * The fields of a DTO class by wire name, a parent's before those that its subclass adds, as in DRF. Of two definitions of a name the younger one counts.
 */
export function fieldsOf(dto: Type<object>): ReadonlyMap<string, FieldDefinition> {
  const known = cache.get(dto);
  if (known) return known;
  const entries = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
  const fields = new Map<string, FieldDefinition>();
  for (const depth of lineageOf(dto)) {
    for (const entry of entries.filter(({ target }) => target === depth)) {
      const definition = definitionOf(entry);
      // A property with class-validator's own decorators only is a field that these decorators check.
      if (definition) fields.set(entry.propertyName, { source: camelCase(entry.propertyName), ...definition });
      else if (!fields.has(entry.propertyName)) fields.set(entry.propertyName, PLAIN);
      if (entry.type === 'conditionalValidation' && fields.get(entry.propertyName) === PLAIN) {
        fields.set(entry.propertyName, OPTIONAL);
      }
    }
  }
  cache.set(dto, fields);
  return fields;
}

/** Whether class-validator's own decorators stand on any property of the class. */
export function hasFurtherDecorators(dto: Type<object>): boolean {
  const known = further.get(dto);
  if (known !== undefined) return known;
  const entries = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
  const found = entries.some((entry) => definitionOf(entry) === null);
  further.set(dto, found);
  return found;
}

/** The class and its parents, the oldest first. */
function lineageOf(type: object): object[] {
  const parent = Reflect.getPrototypeOf(type);
  return parent && parent !== Function.prototype ? [...lineageOf(parent), type] : [type];
}

function definitionOf(entry: ValidationMetadata): FieldDefinition | null {
  // class-validator's types promise constraints that decorators without arguments do not have.
  const constraints: unknown = entry.constraints;
  const definition: unknown = Array.isArray(constraints) ? constraints[0] : undefined;
  return entry.name === FIELD && isDefinition(definition) ? definition : null;
}

const PLAIN: FieldDefinition = { kind: 'value' };
const OPTIONAL: FieldDefinition = { kind: 'value', required: false, allowNull: true };

const cache = new WeakMap<Type<object>, Map<string, FieldDefinition>>();
const further = new WeakMap<Type<object>, boolean>();

function isDefinition(value: unknown): value is FieldDefinition {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

/** The entity's property behind a field: `source`, or the field's own name in camelCase (`first_name`: `firstName`). */
export function sourceOf(name: string, field: FieldDefinition): string {
  return field.source ?? camelCase(name);
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
