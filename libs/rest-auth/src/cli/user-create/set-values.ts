import type { Type } from '@nestjs/common';

import type { FieldDefinition } from '../../http/fields/field.decorator.js';
import { sourceOf } from '../../http/fields/fields-of.js';
import type { EntityMetadata } from '../database/module-tables.js';
import { wrongUse } from '../exit-code.js';

type Column = EntityMetadata['columns'][number];

/** What the command itself decides. */
const DECIDED: Readonly<Record<string, string>> = {
  username: 'use --username',
  usernameKey: 'it is made of --username',
  email: 'use --email',
  emailKey: 'it is made of --email',
  password: 'it is asked for, or read by --password-stdin',
  password1: 'it is asked for, or read by --password-stdin',
  password2: 'it is asked for, or read by --password-stdin',
  isActive: 'use --inactive',
  credentialsChangedAt: 'the module keeps it',
};

/** What `--set` may give a value to. */
export interface Settable {
  /** The host's register DTO, and the fields of it that are the host's own. */
  readonly dto: Type<object>;
  readonly fields: ReadonlyMap<string, FieldDefinition>;
  /** The host's user entity. */
  readonly metadata: EntityMetadata;
}

export interface SetValues {
  /** For the register DTO, as a body would have them: it says what is wrong with them. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** For the entity, as values of their columns' types. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** `name=value`: a field of the register DTO (by its own name, or that of the property behind it), else a property of the user entity. */
export function readSetValues(pairs: readonly string[], { dto, fields, metadata }: Settable): SetValues {
  const values = { fields: new Map<string, unknown>(), properties: new Map<string, unknown>() };
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw wrongUse(`--set ${pair} has no value: write name=value.`);
    const [name, text] = [pair.slice(0, at), pair.slice(at + 1)];
    const instead = Object.hasOwn(DECIDED, name) ? DECIDED[name] : undefined;
    if (instead !== undefined) throw wrongUse(`--set cannot give ${name}: ${instead}.`);
    const field = fieldOf(name, fields);
    if (field) values.fields.set(field[0], asInBody(dto, field, text));
    else values.properties.set(name, valueFor(columnOf(name, fields, metadata), name, text));
  }
  return { fields: Object.fromEntries(values.fields), properties: Object.fromEntries(values.properties) };
}

function fieldOf(name: string, fields: Settable['fields']): [string, FieldDefinition] | undefined {
  const field = fields.get(name);
  return field ? [name, field] : [...fields].find(([wire, definition]) => sourceOf(wire, definition) === name);
}

/** Texts as they are, anything else as JSON where it is that. */
function asInBody(dto: Type<object>, [name, { kind }]: [string, FieldDefinition], text: string): unknown {
  const isText = kind !== 'nested' && (kind !== 'value' || typeIn(dto, name) === String);
  if (isText) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What TypeScript's compiler has left of a property's type. */
function typeIn(dto: Type<object>, name: string): unknown {
  return Reflect.getMetadata('design:type', dto.prototype as object, name);
}

function columnOf(property: string, fields: Settable['fields'], metadata: EntityMetadata): Column {
  const column = metadata.findColumnWithPropertyName(property);
  if (column) return column;
  const known = metadata.columns
    .map(({ propertyName }) => propertyName)
    .filter((name) => !Object.hasOwn(DECIDED, name) && !fieldOf(name, fields));
  throw wrongUse(
    `Neither the register DTO nor ${metadata.name} has ${property}: --set takes ${[...fields.keys(), ...known].join(', ')}.`,
  );
}

function valueFor({ type }: Column, property: string, text: string): unknown {
  const kind = (typeof type === 'function' ? type.name : type).toLowerCase();
  if (kind.startsWith('bool')) {
    if (text === 'true' || text === 'false') return text === 'true';
    throw wrongUse(`${property} is true or false, not ${text}.`);
  }
  // A bigint stays a text: JavaScript cannot hold each of them as a number.
  if (/^(?:number|(?:small|tiny|medium)?int|integer|int[24]|float|double|real)/.test(kind)) {
    const number = Number(text);
    if (text.trim() !== '' && Number.isFinite(number)) return number;
    throw wrongUse(`${property} is a number, not ${text}.`);
  }
  if (/^(?:date|timestamp)/.test(kind)) {
    const moment = new Date(text);
    if (!Number.isNaN(moment.getTime())) return moment;
    throw wrongUse(`${property} is a moment, such as 2026-01-31T12:00:00Z, not ${text}.`);
  }
  if (kind.includes('json')) return parsed(property, text);
  return text;
}

function parsed(property: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw wrongUse(`${property} is JSON, and what was given is none.`);
  }
}
