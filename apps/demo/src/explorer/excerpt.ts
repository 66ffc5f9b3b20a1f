import type { OpenAPIObject } from '@nestjs/swagger';

/** The document with the paths that begin so, and the components that these name, themselves or by another one. */
export function excerpt(document: OpenAPIObject, prefix: string): OpenAPIObject {
  const paths = Object.fromEntries(Object.entries(document.paths).filter(([path]) => path.startsWith(prefix)));
  const { schemas = {}, securitySchemes = {} } = document.components ?? {};
  const usedSchemas = new Set<string>();
  for (let unread = refsIn(paths); unread.length > 0;) {
    unread = unread.filter((name) => !usedSchemas.has(name));
    for (const name of unread) usedSchemas.add(name);
    unread = unread.flatMap((name) => refsIn(schemas[name]));
  }
  const usedSchemes = new Set(Object.values(paths).flatMap((item) => schemesOf(item)));
  return {
    ...document,
    paths,
    components: { schemas: only(schemas, usedSchemas), securitySchemes: only(securitySchemes, usedSchemes) },
  };
}

function refsIn(part: unknown): string[] {
  return [...JSON.stringify(part ?? null).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? '');
}

function schemesOf(item: object): string[] {
  return Object.values(item).flatMap((operation: { security?: readonly object[] }) =>
    (operation.security ?? []).flatMap((requirement) => Object.keys(requirement)),
  );
}

function only<Value>(values: Readonly<Record<string, Value>>, names: ReadonlySet<string>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
}
