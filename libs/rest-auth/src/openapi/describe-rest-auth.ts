import type { INestApplicationContext } from '@nestjs/common';

import { SWAGGER_TAGS } from '../http/endpoint-route.js';
import { inDialect } from './dialect.js';
import { instancesOf } from './instance.js';
import { InstanceDescription } from './instance.description.js';
import { METHODS, type OpenApiDocument } from './open-api.js';
import { pascalCaseOf } from './operation.js';

/** A mounted class, and the description that it belongs to. */
interface Mount {
  readonly controller: object;
  readonly description: InstanceDescription;
}

/**
 * The document of `SwaggerModule.createDocument(app, config)` with the operations of every instance of this module described: bodies, answers, headers,
 * cookies and security, by the options and DTO classes in force. What the host says of them by its own decorators stands. Operations that the options
 * have switched off are left out; whatever is not ours is left alone.
 */
export function describeRestAuth<Document extends OpenApiDocument>(
  app: INestApplicationContext,
  document: Document,
): Document {
  const descriptions = describersOf(app);
  const mounts = mountsOf(descriptions);
  const ids = new Set<string>();
  const paths = Object.entries(document.paths)
    .map(([path, item]): [string, object] => [path, described(path, item, mounts, ids)])
    .filter(([path, item]) => item === document.paths[path] || Object.keys(item).length > 0);
  const used = descriptions.filter(({ isUsed }) => isUsed);
  if (used.length === 0) return document;
  const given = document.components ?? {};
  const own = {
    paths: Object.fromEntries(paths),
    components: {
      ...given,
      schemas: Object.assign({}, given.schemas, ...used.map(({ components }) => components.schemas)) as object,
      securitySchemes: Object.assign(
        {},
        given.securitySchemes,
        ...used.map(({ security }) => security.schemes),
      ) as object,
    },
  };
  return { ...document, ...inDialect(document.openapi, own) };
}

/** Two instances never share a name, whatever their paths. */
function describersOf(app: INestApplicationContext): InstanceDescription[] {
  const taken = new Set<string>();
  return instancesOf(app).map((instance) => {
    return new InstanceDescription(instance, freeName(pascalCaseOf(instance.path) || 'RestAuth', taken));
  });
}

/** The name, or with a number behind it where it is taken: `a-b` and `a/b` are written alike. */
function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count += 1) free = `${name}${count}`;
  taken.add(free);
  return free;
}

/** By the mark that `mount()` leaves last among the tags of a class. */
function mountsOf(descriptions: readonly InstanceDescription[]): ReadonlyMap<string, Mount> {
  return new Map(
    descriptions.flatMap((description) =>
      description.instance.controllers.flatMap((controller): [string, Mount][] => {
        const tags: unknown = Reflect.getMetadata(SWAGGER_TAGS, controller);
        const mark: unknown = Array.isArray(tags) ? tags.at(-1) : undefined;
        return typeof mark === 'string' ? [[mark, { controller, description }]] : [];
      }),
    ),
  );
}

/** A path item with what is ours of it described, or taken out. */
function described(path: string, item: object, mounts: ReadonlyMap<string, Mount>, ids: Set<string>): object {
  const operations = METHODS.flatMap((method): [string, object | null][] => {
    const { tags, ...given } = (Reflect.get(item, method) ?? {}) as { tags?: readonly string[] };
    const mark = tags?.find((tag) => mounts.has(tag));
    const mount = mark === undefined ? undefined : mounts.get(mark);
    if (!mount) return [];
    const { controller, description } = mount;
    const others = tags?.filter((tag) => tag !== mark) ?? [];
    const operation = description.operation({ path, method, controller }, { ...given, tags: others });
    const id: unknown = operation && Reflect.get(operation, 'operationId');
    return [[method, typeof id === 'string' ? { ...operation, operationId: freeName(id, ids) } : operation]];
  });
  if (operations.length === 0) return item;
  return Object.fromEntries(
    Object.entries({ ...item, ...Object.fromEntries(operations) }).filter(([, value]) => value !== null),
  );
}
