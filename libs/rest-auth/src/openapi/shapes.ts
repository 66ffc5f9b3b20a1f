import { NON_FIELD } from '../kernel/errors.js';
import type { Components } from './components.js';
import type { Schema } from './open-api.js';

export const TEXT: Schema = { type: 'string' };
export const TEXTS: Schema = { type: 'array', items: TEXT };
export const MOMENT: Schema = { type: 'string', format: 'date-time' };
/** A primary key is a number or a text, as its table has it. */
export const KEY: Schema = { anyOf: [{ type: 'integer' }, TEXT] };
/** What nobody but the host can know. */
export const UNKNOWN: Schema = { type: 'object' };
/** Nothing to tell: `{}`. */
export const EMPTY: Schema = { type: 'object', properties: {} };

/** That text and no other. */
export function only(text: string): Schema {
  return { type: 'string', enum: [text] };
}

/** An object of those properties; JSON Schema's draft of OpenAPI 3.0 has no empty list of required ones. */
export function objectOf(properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema {
  return { type: 'object', properties, ...(required.length > 0 && { required }) };
}

/** The same with all of them required. */
export function wholeObjectOf(properties: Readonly<Record<string, Schema>>): Schema {
  return objectOf(properties, Object.keys(properties));
}

/** `{"detail": …}` */
export function detail(components: Components): Schema {
  return components.reference('Detail', 'detail', () => wholeObjectOf({ detail: TEXT }));
}

/** The same of JSON Web Tokens, with a code, and with what is wrong with each type of token. Simple JWT: `InvalidToken`. */
export function tokenRefusal(components: Components): Schema {
  const messages = { type: 'array', items: wholeObjectOf({ token_class: TEXT, token_type: TEXT, message: TEXT }) };
  return components.reference('TokenRefusal', 'token refusal', () =>
    objectOf({ detail: TEXT, code: TEXT, messages }, ['detail']),
  );
}

/** Errors of no field, where no fields are sent. */
export function nonFieldErrors(components: Components): Schema {
  return components.reference('NonFieldErrors', 'non-field errors', () => wholeObjectOf({ [NON_FIELD]: TEXTS }));
}
