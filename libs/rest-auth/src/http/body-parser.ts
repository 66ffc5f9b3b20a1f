import { isUtf8 } from 'node:buffer';

import { Busboy, type BusboyHeaders } from '@fastify/busboy';

import { Refusal } from '../kernel/errors.js';
import { type Message, message } from '../kernel/messages.js';
import type { RawBody } from './raw-body.js';

/** A parsed body. Forms differ from JSON in one thing: an empty optional field of a form counts as absent. */
export interface ParsedBody {
  readonly value: unknown;
  readonly isForm: boolean;
}

/** JSON nested deeper than this is refused; nothing that we read is deeper than three. */
const MAX_DEPTH = 20;

/** Parses a body by its content type, as DRF's three parsers do. Throws a `Refusal` in DRF's words. */
export async function parseBody(body: RawBody, limitBytes = Infinity): Promise<ParsedBody> {
  if (body.bytes === null || body.bytes.length > limitBytes)
    throw new Refusal('body_too_large', message('body_too_large'));
  if (body.bytes.length === 0) return { value: {}, isForm: false };
  const [mediaType = '', ...parameters] = body.contentType.split(';').map((part) => part.trim());
  if (!claimsUtf8(parameters) || !['', 'identity'].includes(body.contentEncoding.toLowerCase())) {
    throw unsupported(body.contentType);
  }
  switch (mediaType.toLowerCase()) {
    case 'application/json':
      return { value: parseJson(decode(body.bytes)), isForm: false };
    case 'application/x-www-form-urlencoded':
      return { value: lastOfEach(parseForm(body.bytes)), isForm: true };
    case 'multipart/form-data':
      return { value: await parseMultipart(body.contentType, body.bytes), isForm: true };
    default:
      throw unsupported(mediaType);
  }
}

function unsupported(mediaType: string): Refusal {
  return new Refusal('unsupported_media_type', message('unsupported_media_type', { mediaType }));
}

function malformed(detail: Message): Refusal {
  return new Refusal('bad_request', detail);
}

function claimsUtf8(parameters: string[]): boolean {
  const charset = parameters.find((parameter) => /^charset=/i.test(parameter))?.slice('charset='.length);
  return charset === undefined || /^"?(?:utf-?8|us-ascii)"?$/i.test(charset);
}

/** Bytes that are no UTF-8 are refused, in every kind of body: replaced, two different passwords would become the same. */
const NOT_UTF8 = { reason: 'the body is not valid UTF-8' };

function decode(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw malformed(message('json_parse', NOT_UTF8));
  return UTF8.decode(bytes);
}

const UTF8 = new TextDecoder();

/** `URLSearchParams` replaces what is no UTF-8, whether it is written plain or with percent signs. */
function parseForm(bytes: Buffer): URLSearchParams {
  const text = bytes.toString('latin1');
  const unescaped = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  if (!isUtf8(Buffer.from(unescaped, 'latin1'))) throw malformed(message('form_parse', NOT_UTF8));
  return new URLSearchParams(bytes.toString());
}

function parseJson(text: string): unknown {
  if (opensOften(text) && depthOf(text) > MAX_DEPTH) {
    throw malformed(message('json_parse', { reason: `nested deeper than ${MAX_DEPTH} levels` }));
  }
  try {
    return mayNameConstructor(text) ? JSON.parse(text, withoutConstructor) : JSON.parse(text);
  } catch {
    // The engine's own words would quote the body, and with it somebody's password.
    throw malformed(message('json_parse', { reason: 'the body is not valid JSON' }));
  }
}

/** Plainly, or by the escapes that letters have. */
function mayNameConstructor(text: string): boolean {
  return text.includes('constructor') || text.includes('\\u');
}

/** class-transformer takes what stands under `constructor` for an object's class, and calls it. */
function withoutConstructor(name: string, value: unknown): unknown {
  return name === 'constructor' ? undefined : value;
}

/** Whether as much is opened in it as it takes to nest that deep. */
function opensOften(text: string): boolean {
  return text.split('{').length + text.split('[').length > MAX_DEPTH;
}

/** How deep JSON nests, without building it: ten thousand brackets would break whatever walks the result. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, (depth += 1));
    else if (character === '}' || character === ']') depth -= 1;
  }
  return deepest;
}

/** A name that is given twice counts once, with its last value, as in Django's QueryDict. */
function lastOfEach(entries: Iterable<[string, unknown]>): Record<string, unknown> {
  const fields: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of entries) fields[name] = value;
  return fields;
}

/** What stands in the place of bytes that are no UTF-8. */
const REPLACED = '\ufffd';

async function parseMultipart(contentType: string, bytes: Buffer): Promise<Record<string, unknown>> {
  const boundary = /;\s*boundary=("?)([^";]*)\1/i.exec(contentType)?.[2];
  if (!boundary) throw malformed(message('multipart_parse', { reason: 'Invalid boundary in multipart: None' }));
  const headers: BusboyHeaders = { 'content-type': contentType };
  return new Promise((resolve, reject) => {
    const entries: [string, unknown][] = [];
    const refuse = (reason: string) => {
      reject(malformed(message('multipart_parse', { reason })));
    };
    const fail = () => {
      refuse('the body is not valid multipart');
    };
    try {
      // A text of its own limit would be cut without a word; the body as a whole has one.
      const limits = { fields: 100, files: 10, parts: 110, fieldSize: bytes.length };
      const parser = new Busboy({ headers, limits });
      parser.on('field', (name: string, value: string) => {
        // What is no UTF-8 was replaced; a file may hold any bytes.
        if (value.includes(REPLACED) && !bytes.includes(REPLACED)) refuse(NOT_UTF8.reason);
        entries.push([name, value]);
      });
      // A file is no text: whatever field it stands in says so.
      parser.on('file', (name: string, file: NodeJS.ReadableStream) => {
        entries.push([name, {}]);
        // The file of a body that breaks off in it fails by itself, and an error that nobody hears ends the process.
        file.on('error', fail).resume();
      });
      parser.on('finish', () => {
        resolve(lastOfEach(entries));
      });
      // Beyond the limits it would leave out the rest without a word.
      for (const limit of ['fieldsLimit', 'filesLimit', 'partsLimit'] as const) {
        parser.on(limit, () => {
          refuse('there are too many parts');
        });
      }
      parser.on('error', fail);
      parser.end(bytes);
    } catch {
      fail();
    }
  });
}
