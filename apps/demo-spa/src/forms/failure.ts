import { isObject } from '../api/answer.js';

/** What an answer says is wrong: texts by field, nested ones as `profile.company_name`, and those of no field. */
export interface Failure {
  readonly fields: Readonly<Record<string, string>>;
  readonly general: readonly string[];
}

/** Sorts the body of a refusal by the fields that a form shows; whatever belongs to none of them is told in general. */
export function failureOf(body: unknown, shown: readonly string[]): Failure {
  const fields: Record<string, string> = {};
  const general: string[] = [];
  for (const [path, texts] of textsByPath(body)) {
    if (shown.includes(path)) fields[path] = texts.join(' ');
    else if (path === 'detail' || path.endsWith('non_field_errors')) general.push(...texts);
    else general.push(...texts.map((text) => (path === '' ? text : `${path}: ${text}`)));
  }
  if (general.length === 0 && Object.keys(fields).length === 0) general.push('The server refused without a reason.');
  return { fields, general };
}

function textsByPath(body: unknown, path = ''): [path: string, texts: string[]][] {
  if (typeof body === 'string') return [[path, [body]]];
  if (Array.isArray(body)) return [[path, body.filter((each) => typeof each === 'string')]];
  if (!isObject(body)) return [];
  return Object.entries(body)
    .filter(([name]) => name !== 'code' && name !== 'messages')
    .flatMap(([name, value]) => textsByPath(value, path === '' ? name : `${path}.${name}`));
}
