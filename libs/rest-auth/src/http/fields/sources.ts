import type { Type } from '@nestjs/common';

import { fieldsOf, sourceOf } from './fields-of.js';

/**
 * The values of a DTO under the names of the entity's properties, nested ones too: what a store writes. Read-only fields and those that were not given
 * are left out, and the fields of `except`.
 */
export function toSources(dto: Type<object>, values: object, except: readonly string[] = []): Record<string, unknown> {
  const sources: Record<string, unknown> = {};
  for (const [name, field] of fieldsOf(dto)) {
    const value: unknown = Reflect.get(values, name);
    if (field.readOnly || value === undefined || except.includes(name)) continue;
    const isNested = typeof value === 'object' && value !== null && field.nested;
    sources[sourceOf(name, field)] = isNested ? toSources(isNested(), value) : value;
  }
  return sources;
}
