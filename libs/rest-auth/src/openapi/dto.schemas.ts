import type { Type } from '@nestjs/common';

import type { FieldDefinition, Setting } from '../http/fields/field.decorator.js';
import { fieldsOf, sourceOf } from '../http/fields/fields-of.js';
import { NON_FIELD } from '../kernel/errors.js';
import type { RestAuthSettings } from '../rest-auth.settings.js';
import type { Components } from './components.js';
import type { Schema } from './open-api.js';
import { constraintsOf, saidOf, typeOf } from './property.schema.js';
import { KEY, objectOf, TEXTS } from './shapes.js';

/** Schemas of DTO classes, with the settings in force: what is taken, what is shown, and what may be wrong with it. */
export class DtoSchemas {
  constructor(
    private readonly settings: RestAuthSettings,
    private readonly components: Components,
  ) {}

  /** What a request sends; `partial`: of PATCH, which asks for nothing. */
  request(dto: Type<object>, partial = false): Schema {
    const name = `${partial ? 'Patched' : ''}${nameOf(dto)}Request`;
    return this.components.reference(name, dto, () => {
      const taken = this.taken(dto);
      const required = taken.filter(([, field]) => this.setting(field.required ?? true)).map(([field]) => field);
      const properties = taken.map(([field, definition]): [string, Schema] => [
        field,
        this.requestField(dto, field, definition, partial),
      ]);
      return objectOf(Object.fromEntries(properties), partial ? [] : required);
    });
  }

  /** Whether a request must send anything. */
  asksForAny(dto: Type<object>): boolean {
    return this.taken(dto).some(([, field]) => this.setting(field.required ?? true));
  }

  /** What an answer shows. */
  answer(dto: Type<object>): Schema {
    return this.components.reference(nameOf(dto), dto, () => {
      const shown = [...fieldsOf(dto)].filter(([, field]) => !field.writeOnly);
      const properties = shown.map(([name, field]): [string, Schema] => [name, this.answerField(dto, name, field)]);
      return objectOf(
        Object.fromEntries(properties),
        shown.map(([name]) => name),
      );
    });
  }

  /** Field errors. */
  errors(dto: Type<object>): Schema {
    return this.components.reference(`${nameOf(dto)}Errors`, dto, () => {
      const properties = this.taken(dto).map(([name, { nested }]): [string, Schema] => [
        name,
        nested ? { anyOf: [TEXTS, this.errors(nested())] } : TEXTS,
      ]);
      return objectOf({ ...Object.fromEntries(properties), [NON_FIELD]: TEXTS });
    });
  }

  private taken(dto: Type<object>): [string, FieldDefinition][] {
    return [...fieldsOf(dto)].filter(([, field]) => !field.readOnly && this.setting(field.enabled ?? true));
  }

  private requestField(dto: Type<object>, name: string, field: FieldDefinition, partial: boolean): Schema {
    const more = { ...constraintsOf(dto, name), ...saidOf(dto, name) };
    const flags = { ...(field.allowNull && { nullable: true }), ...(field.writeOnly && { writeOnly: true }) };
    switch (field.kind) {
      case 'nested':
        // PATCH of a nested object asks for nothing in it either.
        return field.nested
          ? referring(this.request(field.nested(), partial), { ...flags, ...more })
          : { ...flags, ...more };
      case 'boolean':
        return { type: 'boolean', ...flags, ...more };
      case 'value':
        return { ...typeOf(dto, name), ...flags, ...more };
      case 'string':
      case 'email':
        return { ...this.text(field), ...flags, ...more };
    }
  }

  private text(field: FieldDefinition): Schema {
    // What may be blank may be shorter, too.
    const minLength = field.allowBlank ? 0 : Math.max(1, this.setting(field.minLength ?? null) ?? 0);
    const maxLength = this.setting(field.maxLength ?? null);
    return {
      type: 'string',
      ...(field.kind === 'email' && { format: 'email' }),
      // What is taken and never shown is typed unseen.
      ...(field.kind === 'string' && field.writeOnly && { format: 'password' }),
      ...(minLength > 0 && { minLength }),
      ...(maxLength !== null && { maxLength }),
    };
  }

  private answerField(dto: Type<object>, name: string, field: FieldDefinition): Schema {
    const said = saidOf(dto, name);
    const flags = { ...(field.allowNull && { nullable: true }), ...(field.readOnly && { readOnly: true }) };
    switch (field.kind) {
      case 'nested':
        // A row that is not there yet is shown as null.
        return field.nested
          ? referring(this.answer(field.nested()), { ...flags, ...said, nullable: true })
          : { ...flags, ...said };
      case 'boolean':
        return { type: 'boolean', ...flags, ...said };
      case 'string':
      case 'email':
        // However long it is, and whether it would be taken now: it is what the row has.
        return { type: 'string', ...flags, ...said };
      case 'value': {
        const known = { ...typeOf(dto, name), ...constraintsOf(dto, name), ...said };
        const isKey = known.type === undefined && sourceOf(name, field) === 'id';
        return { ...(isKey && KEY), ...flags, ...known };
      }
    }
  }

  private setting<Value>(setting: Setting<Value>): Value {
    return setting instanceof Function ? setting(this.settings) : setting;
  }
}

/** `RegisterDto`: `Register`. */
function nameOf(dto: Type<object>): string {
  return dto.name.replace(/Dto$/, '').replace(/[^A-Za-z0-9._-]/g, '') || 'Object';
}

/** A reference with more beside it, which in OpenAPI 3.0 needs a wrapping. */
function referring(reference: Schema, more: Schema): Schema {
  return Object.keys(more).length === 0 ? reference : { allOf: [reference], ...more };
}
