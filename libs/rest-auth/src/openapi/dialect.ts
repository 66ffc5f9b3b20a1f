/** The same in the dialect of that version of OpenAPI: from 3.1 on `nullable` is a type among others. */
export function inDialect<Part>(version: string, part: Part): Part {
  return /^3\.0\b/.test(version) ? part : (translate(part) as Part);
}

function translate(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(translate);
  if (typeof part !== 'object' || part === null) return part;
  const translated = Object.fromEntries(Object.entries(part).map(([name, value]) => [name, translate(value)]));
  if (translated['nullable'] !== true) return translated;
  const { type, allOf, enum: values, ...rest } = translated;
  Reflect.deleteProperty(rest, 'nullable');
  if (Array.isArray(allOf)) return { ...rest, anyOf: [...(allOf as unknown[]), { type: 'null' }] };
  return {
    ...rest,
    ...(type !== undefined && { type: [type, 'null'] }),
    ...(Array.isArray(values) && { enum: [...(values as unknown[]), null] }),
  };
}
