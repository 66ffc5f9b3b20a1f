import { Refusal } from '../kernel/errors.js';
import { message } from '../kernel/messages.js';
import { parseBody } from './body-parser.js';
import type { RawBody } from './raw-body.js';

const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data; boundary=X';

function raw(body: string | Buffer | null, contentType: string, contentEncoding = ''): RawBody {
  return { contentType, contentEncoding, bytes: typeof body === 'string' ? Buffer.from(body) : body };
}

async function refusal(body: RawBody): Promise<Pick<Refusal, 'reason' | 'detail'>> {
  try {
    await parseBody(body);
  } catch (error) {
    if (error instanceof Refusal) return { reason: error.reason, detail: error.detail };
    throw error;
  }
  throw new Error('It was taken.');
}

const jsonProblem = (reason: string) => ({ reason: 'bad_request', detail: message('json_parse', { reason }) });
const multipartProblem = (reason: string) => ({
  reason: 'bad_request',
  detail: message('multipart_parse', { reason }),
});
const unsupported = (mediaType: string) => ({
  reason: 'unsupported_media_type',
  detail: message('unsupported_media_type', { mediaType }),
});

const part = (name: string, value: string, more = '') =>
  `--X\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;

describe('a body', () => {
  it('that is empty is an empty object, whatever its type', async () => {
    for (const type of ['', JSON_TYPE, FORM, MULTIPART, 'text/plain']) {
      expect(await parseBody(raw('', type))).toEqual({ value: {}, isForm: false });
    }
  });

  it('that was too large is refused', async () => {
    expect(await refusal(raw(null, JSON_TYPE))).toEqual({
      reason: 'body_too_large',
      detail: message('body_too_large'),
    });
  });

  it.each(['text/plain', 'application/xml', 'text/html', 'application/jsonp', 'application/x-json', ''])(
    'of the type %j is refused',
    async (type) => {
      expect(await refusal(raw('{}', type))).toEqual(unsupported(type));
    },
  );

  it('of a type that is named with its parameters is refused by its name', async () => {
    expect(await refusal(raw('{}', 'text/plain; charset=utf-8'))).toEqual(unsupported('text/plain'));
  });

  it.each(['application/json; charset=latin1', 'application/json; charset=utf-16', `${FORM}; charset=shift_jis`])(
    'of another encoding is refused: %s',
    async (type) => {
      expect(await refusal(raw('{}', type))).toEqual(unsupported(type));
    },
  );

  it.each(['gzip', 'deflate', 'br', 'x'])('that is compressed is refused: %s', async (encoding) => {
    expect((await refusal(raw('{}', JSON_TYPE, encoding))).reason).toBe('unsupported_media_type');
  });
});

describe('JSON', () => {
  it.each([
    ['{"a": 1}', { a: 1 }],
    ['[1]', [1]],
    ['null', null],
    [' "x" ', 'x'],
    ['{"a": 1, "a": 2}', { a: 2 }],
  ])('is parsed: %s', async (text, value) => {
    expect(await parseBody(raw(text, JSON_TYPE))).toEqual({ value, isForm: false });
  });

  it.each([
    'application/json',
    'Application/JSON',
    'application/json;charset=UTF-8',
    'application/json; charset="utf-8"',
  ])('is known by the type %s', async (type) => {
    expect((await parseBody(raw('{"a": 1}', type, 'identity'))).value).toEqual({ a: 1 });
  });

  it.each([
    '{',
    '{"password": "Wonder-land9"',
    "{'a': 1}",
    '{"a": NaN}',
    '{"a": Infinity}',
    '{"a": 1,}',
    'undefined',
    '\ufeff{',
  ])('that is broken is refused without being quoted: %s', async (text) => {
    expect(await refusal(raw(text, JSON_TYPE))).toEqual(jsonProblem('the body is not valid JSON'));
  });

  it('is refused where it is no UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('{"a": "'), Buffer.from([0xff]), Buffer.from('"}')]);
    expect(await refusal(raw(bytes, JSON_TYPE))).toEqual(jsonProblem('the body is not valid UTF-8'));
  });

  it.each(['{"a": {"constructor": {"b": 1}, "c": 2}}', '{"a": {"\\u0063onstructo\\u0072": {"b": 1}, "c": 2}}'])(
    'names no class of its own by %s',
    async (text) => {
      expect(await parseBody(raw(text, JSON_TYPE))).toEqual({ value: { a: { c: 2 } }, isForm: false });
    },
  );

  it('may open as much as it likes beside each other', async () => {
    const text = `[${'[],'.repeat(100)}{}]`;
    expect(await parseBody(raw(text, JSON_TYPE))).toEqual({ value: JSON.parse(text), isForm: false });
  });

  it('may nest twenty deep, and no deeper', async () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    await expect(parseBody(raw(nested(20), JSON_TYPE))).resolves.toMatchObject({ isForm: false });
    expect(await refusal(raw(nested(21), JSON_TYPE))).toEqual(jsonProblem('nested deeper than 20 levels'));
    expect(await refusal(raw('['.repeat(60_000), JSON_TYPE))).toEqual(jsonProblem('nested deeper than 20 levels'));
    expect(await refusal(raw('{"a":'.repeat(10_000), JSON_TYPE))).toEqual(jsonProblem('nested deeper than 20 levels'));
  });

  it('does not nest by brackets in texts', async () => {
    const value = { a: `${'['.repeat(50)}"${'{'.repeat(50)}`, b: `\\${'['.repeat(50)}` };
    expect((await parseBody(raw(JSON.stringify(value), JSON_TYPE))).value).toEqual(value);
  });

  it('changes no prototype', async () => {
    const { value } = await parseBody(raw('{"__proto__": {"isAdmin": true}}', JSON_TYPE));
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Reflect.get({}, 'isAdmin')).toBeUndefined();
  });
});

describe('a form', () => {
  it.each([
    ['a=1&b=x+y&c=%C3%A9', { a: '1', b: 'x y', c: '\u00e9' }],
    ['a=1&a=2', { a: '2' }],
    ['a', { a: '' }],
    ['a[b]=1&a[]=2', { 'a[b]': '1', 'a[]': '2' }],
  ])('is flat, and the last of a name counts: %s', async (text, value) => {
    expect(await parseBody(raw(text, FORM))).toEqual({ value, isForm: true });
  });

  it('has no prototype to change', async () => {
    const { value } = await parseBody(raw('__proto__=x&constructor=y', FORM));
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(Object.entries(value as object)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });
});

describe('multipart', () => {
  it('is a form', async () => {
    const body = `${part('a', '1')}${part('b', 'x y')}${part('a', '\u00e9')}--X--\r\n`;
    expect(await parseBody(raw(body, MULTIPART))).toEqual({ value: { a: '\u00e9', b: 'x y' }, isForm: true });
  });

  it.each([
    'multipart/form-data; boundary=X',
    'multipart/form-data; boundary="X"',
    'Multipart/Form-Data;boundary=X; charset=utf-8',
  ])('is known by the type %s', async (type) => {
    expect((await parseBody(raw(`${part('a', '1')}--X--\r\n`, type))).value).toEqual({ a: '1' });
  });

  it('has no text where a file stands', async () => {
    const body = `${part('username', 'GIF89a', '; filename="x.gif"')}--X--\r\n`;
    expect((await parseBody(raw(body, MULTIPART))).value).toEqual({ username: {} });
  });

  it('has no prototype to change', async () => {
    const { value } = await parseBody(raw(`${part('__proto__', 'x')}--X--\r\n`, MULTIPART));
    expect(Object.getPrototypeOf(value)).toBeNull();
  });

  it.each([
    ['fields', 100, ''],
    ['files', 10, '; filename="x"'],
  ])('may have so many %s, and no more: %i', async (_, count, more) => {
    const body = (parts: number) =>
      `${Array.from({ length: parts }, (__, index) => part(`f${index}`, 'x', more)).join('')}--X--\r\n`;
    const { value } = await parseBody(raw(body(count), MULTIPART));
    const problem = await refusal(raw(body(count + 1), MULTIPART));
    expect([Object.keys(Object(value) as object).length, problem]).toEqual([
      count,
      multipartProblem('there are too many parts'),
    ]);
  });

  it('without a boundary is refused', async () => {
    expect(await refusal(raw('x', 'multipart/form-data'))).toEqual(
      multipartProblem('Invalid boundary in multipart: None'),
    );
  });

  it.each([
    ['cut off in a part', part('a', '1').slice(0, -3)],
    ['cut off before its end', part('a', '1')],
    // The file fails by itself then, where nobody listens.
    ['cut off in a file', part('a', '1', '; filename="a"').slice(0, -3)],
    ['cut off before the end of a file', part('a', '1', '; filename="a"')],
    ['of another boundary', `${part('a', '1')}--X--`.replaceAll('--X', '--Y')],
    ['no multipart at all', 'x'],
    ['without a part', '--X--'],
  ])('that is %s is answered, and never waited for', async (_, body) => {
    const outcome = await parseBody(raw(body, MULTIPART)).catch((error: unknown) => error);
    expect(outcome instanceof Refusal || Object.keys((outcome as { value: object }).value).length === 0).toBe(true);
  });
});
