import { ProviderOutage } from './provider-failures.js';

/** What stands in that field of a JSON object; undefined where there is none. Nothing is copied: an answer may have a hundred thousand fields. */
export function fieldIn(json: unknown, field: string): unknown {
  return isObject(json) && Object.hasOwn(json, field) ? Reflect.get(json, field) : undefined;
}

/** The text in that field, '' where there is none. */
export function textIn(json: unknown, field: string): string {
  const value = fieldIn(json, field);
  return typeof value === 'string' ? value : '';
}

/** Throws `ProviderOutage` where there is no object: a provider that speaks otherwise has refused nobody. */
export function assertObject(json: unknown): void {
  if (!isObject(json)) throw new ProviderOutage('answered no object');
}

function isObject(json: unknown): json is object {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** What a refusal has to say; null where it is no JSON: it is a refusal all the same. */
export function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** What can be who somebody is. A number that JavaScript has rounded is nobody: it could be somebody else. */
const UID = /^[\x21-\x7e]{1,191}$/;

/** An identity as the provider writes it, a text or a whole number. Throws `ProviderOutage` for anything else. */
export function uidOf(value: unknown): string {
  const text = Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || !UID.test(text)) throw new ProviderOutage('told nobody’s identity');
  return text;
}

/** A name in parts, where only the whole is told: up to the first blank, and after it, as allauth does. */
export function namesOf(json: unknown): { firstName: string; lastName: string } {
  const [first = '', last = ''] = textIn(json, 'name').split(/ (.*)/s);
  return { firstName: textIn(json, 'first_name') || first, lastName: textIn(json, 'last_name') || last };
}
