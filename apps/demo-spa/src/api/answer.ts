import type { Exchange } from './exchange.js';

/** What an endpoint answered, read. */
export interface Answer {
  /** 0 where the server cannot be reached. */
  readonly status: number;
  readonly ok: boolean;
  /** The JSON of the body; undefined where there is none. */
  readonly body: unknown;
}

export function answerOf({ answer }: Exchange): Answer {
  if (answer === null) return { status: 0, ok: false, body: { detail: 'The server cannot be reached.' } };
  const { status, text } = answer;
  return { status, ok: status >= 200 && status < 300, body: parsed(text) };
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text under `name`; empty where there is none. */
export function textIn(body: unknown, name: string): string {
  const value = isObject(body) ? body[name] : undefined;
  return typeof value === 'string' ? value : '';
}
