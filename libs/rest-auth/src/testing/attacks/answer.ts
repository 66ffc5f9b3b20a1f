import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';

/** A cookie that an answer sets. */
export interface SetCookie {
  readonly value: string;
  /** In the order in which they came: `HttpOnly; Path=/`. */
  readonly attributes: string;
}

/** Headers that differ between two answers to one request: times, and the names that hosts give to requests. */
const CHANGING =
  /^(?:date|retry-after|server-timing|traceparent|x-response-time|(?:x-)?(?:request|correlation|trace)-?id|(?:x-)?ratelimit.*)$/;

/** What an attacker gets back. */
export class Answer {
  constructor(
    readonly status: number,
    readonly headers: IncomingHttpHeaders,
    readonly text: string,
  ) {}

  /** The JSON, or the text of what is none. */
  get body(): unknown {
    // An answer to HEAD has the type of what it leaves out.
    if (this.text === '' || !this.header('content-type').startsWith('application/json')) return this.text;
    const parsed: unknown = JSON.parse(this.text);
    return parsed;
  }

  /** A member of the body by its path: `user.username`; undefined where there is none. */
  member(path: string): unknown {
    return path
      .split('.')
      .reduce<unknown>(
        (value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined),
        this.body,
      );
  }

  /** The same where it must be a text. */
  string(path: string): string {
    const value = this.member(path);
    assert.ok(typeof value === 'string', `${path} was to be a text in ${String(this.status)} ${this.text}`);
    return value;
  }

  header(name: string): string {
    const value = this.headers[name.toLowerCase()];
    return Array.isArray(value) ? value.join(', ') : (value ?? '');
  }

  /** What it sets, by name. */
  get cookies(): ReadonlyMap<string, SetCookie> {
    return new Map(
      (this.headers['set-cookie'] ?? []).map((header) => {
        const [, name = '', value = '', attributes = ''] = /^([^=]*)=([^;]*);? ?(.*)$/.exec(header) ?? [];
        return [name, { value, attributes }];
      }),
    );
  }

  /** Everything but what changes by the second or is each answer's own: equal for two answers that tell nothing apart. */
  get lasting(): unknown {
    const headers = Object.entries(this.headers).filter(([name]) => !CHANGING.test(name));
    return { status: this.status, headers: Object.fromEntries(headers), text: this.text };
  }

  /** Asserts one of those statuses. */
  is(...statuses: readonly number[]): this {
    assert.ok(
      statuses.includes(this.status),
      `${statuses.join(' or ')} was to be answered, and not ${String(this.status)} ${this.text}`,
    );
    return this;
  }

  /** Asserts the whole answer. */
  equals(status: number, body: unknown): this {
    assert.deepEqual([this.status, this.body], [status, body]);
    return this;
  }
}
