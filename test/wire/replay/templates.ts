import { mintJwt } from './jwt.js';
import type { Json, Profile } from './recording.js';

/** What templates in a request may speak of. */
export interface Scope {
  /** What earlier answers gave. */
  captured: Map<string, string>;
  /** The keys of seeded users by name. */
  userIds: Record<string, unknown>;
  profile: Profile;
}

/** Fills the `{{…}}` templates in every string of a recorded value. */
export function fill<Value>(value: Value, scope: Scope): Value {
  return fillJson(value as Json, scope) as Value;
}

function fillJson(value: Json, scope: Scope): Json {
  if (typeof value === 'string') return value.replace(/\{\{([^}]+)\}\}/g, (_, name: string) => resolve(name, scope));
  if (Array.isArray(value)) return value.map((item) => fillJson(item, scope));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillJson(item, scope)]));
  }
  return value;
}

function resolve(name: string, scope: Scope): string {
  const [kind = '', ...rest] = name.split(':');
  const argument = rest.join(':');
  switch (kind) {
    case 'userId':
      return String(scope.userIds[argument]);
    case 'basic':
      return Buffer.from(argument).toString('base64');
    case 'repeat':
      return (rest[0] ?? '').repeat(Number(rest[1]));
    case 'mangle': {
      const text = resolve(argument, scope);
      return text.slice(0, -1) + (text.endsWith('A') ? 'B' : 'A');
    }
    case 'upper':
      return resolve(argument, scope).toUpperCase();
    case 'jwt': {
      const [type = '', who = '', ...options] = rest;
      return mintJwt(type, who.startsWith('#') ? who.slice(1) : scope.userIds[who], options, scope.profile);
    }
    default:
      // What an earlier answer did not give, be it on purpose, opens nothing.
      return scope.captured.get(name) ?? `uncaptured-${name}`;
  }
}
