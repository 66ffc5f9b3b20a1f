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
  isActive: 'use --inactive',
  credentialsChangedAt: 'the module keeps it',
};

/** `property=value`, for properties of the user entity, as values of their columns' types. */
export function readSetValues(pairs: readonly string[], metadata: EntityMetadata): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw wrongUse(`--set ${pair} has no value: write property=value.`);
      const property = pair.slice(0, at);
      return [property, valueFor(columnOf(property, metadata), property, pair.slice(at + 1))];
    }),
  );
}

function columnOf(property: string, metadata: EntityMetadata): Column {
  const instead = Object.hasOwn(DECIDED, property) ? DECIDED[property] : undefined;
  if (instead !== undefined) throw wrongUse(`--set cannot give ${property}: ${instead}.`);
  const column = metadata.findColumnWithPropertyName(property);
  if (column) return column;
  const known = metadata.columns
    .map(({ propertyName }) => propertyName)
    .filter((name) => !Object.hasOwn(DECIDED, name));
  throw wrongUse(`${metadata.name} has no property ${property}: --set takes ${known.join(', ')}.`);
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
