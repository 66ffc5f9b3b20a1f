import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

import type { LoggedAnswer } from './answer-log.js';
import type { Operation } from './document.js';

interface Described {
  readonly headers?: Record<string, { description: string; schema: { enum?: string[] } }>;
  readonly content?: Record<string, { schema: object }>;
}

/** Header fields that say something. */
const TELLING = ['www-authenticate', 'retry-after', 'allow', 'location'];

/** Holds answers against a document of OpenAPI 3.1, whose schemas are JSON Schema. Every property must be described, not only those that must be there. */
export class AnswerCheck {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly compiled = new WeakMap<object, ValidateFunction>();
  private readonly paths: { item: OpenAPIObject['paths'][string]; pattern: RegExp }[];

  constructor(
    document: OpenAPIObject,
    private readonly tag: string,
  ) {
    this.ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
    this.ajv.addSchema(closed({ $id: 'document', components: document.components }) as object);
    this.paths = Object.entries(document.paths)
      // A path without parameters goes before one that it could be taken for.
      .sort(([left], [right]) => Number(left.includes('{')) - Number(right.includes('{')))
      .map(([path, item]) => ({ item, pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}/?$`, 'i') }));
  }

  /** What of an answer is not as it is described; null for an answer that is none of ours. */
  problems(answer: LoggedAnswer): string[] | null {
    const path = answer.url.split('?', 1)[0] ?? '';
    const item = this.paths.find(({ pattern }) => pattern.test(path))?.item;
    const isHosts = answer.headers.allow === undefined;
    // No route took it: Fastify tells letters by their case.
    if (isHosts && answer.status === 404) return null;
    if (!item) return isHosts ? null : [told(answer, 'its path is not there')];
    if (!this.isOurs(item)) return null;
    const method = answer.method === 'HEAD' ? 'get' : answer.method.toLowerCase();
    const operation = item[method as 'get'];
    if (!operation) return isNoMethod(answer) ? [] : [told(answer, 'its method is not there')];
    const described = (operation.responses[String(answer.status)] ?? operation.responses.default) as
      Described | undefined;
    if (!described) return [told(answer, 'its status is not there')];
    return [...this.bodyProblems(answer, described), ...headerProblems(answer, described)].map((problem) =>
      told(answer, problem),
    );
  }

  private isOurs(item: OpenAPIObject['paths'][string]): boolean {
    return Object.values(item).some((operation: Partial<Operation>) => operation.tags?.includes(this.tag));
  }

  private bodyProblems({ method, headers, text }: LoggedAnswer, { content }: Described): string[] {
    if (method === 'HEAD') return [];
    if (!content) return text === '' ? [] : ['it has a body'];
    const mediaType = String(headers['content-type']).split(';', 1)[0] ?? '';
    const media = content[mediaType];
    if (!media) return [`its media type is ${mediaType}`];
    const validate = this.validatorOf(media.schema);
    const body: unknown = mediaType === 'application/json' ? JSON.parse(text) : text;
    return validate(body) ? [] : [`${text}: ${this.ajv.errorsText(validate.errors)}`];
  }

  private validatorOf(schema: object): ValidateFunction {
    const known = this.compiled.get(schema);
    if (known) return known;
    const absolute: unknown = JSON.parse(JSON.stringify(closed(schema)).replaceAll('"#/', '"document#/'));
    const made = this.ajv.compile(absolute as object);
    this.compiled.set(schema, made);
    return made;
  }
}

/** An object with properties has no others. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, closed(part)]));
  return parts['type'] === 'object' && 'properties' in parts ? { ...parts, additionalProperties: false } : parts;
}

/** Who may not even ask is told that first. */
function isNoMethod({ method, status }: LoggedAnswer): boolean {
  return [401, 403, 405, 406].includes(status) || (method === 'OPTIONS' && status === 200);
}

function headerProblems({ headers }: LoggedAnswer, { headers: described = {} }: Described): string[] {
  const known = new Map(Object.entries(described).map(([name, header]) => [name.toLowerCase(), header]));
  const fields = TELLING.flatMap((name) => {
    const value = headers[name];
    if (value === undefined) return [];
    const values = known.get(name)?.schema.enum ?? [value];
    return known.has(name) && values.includes(String(value)) ? [] : [`${name}: ${String(value)}`];
  });
  const cookies = known.get('set-cookie')?.description ?? '';
  const undescribed = [headers['set-cookie'] ?? []]
    .flat()
    .filter((cookie) => !cookies.includes(`\`${cookie.split('=', 1)[0] ?? ''}\``));
  return [...fields, ...undescribed.map((cookie) => `set-cookie: ${cookie}`)];
}

function told({ method, url, status }: LoggedAnswer, problem: string): string {
  return `${method} ${url} ${status}: ${problem}`;
}
