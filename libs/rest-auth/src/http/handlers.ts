/** A method of a controller. */
export type Handler = (this: unknown, ...given: never[]) => unknown;

/**
 * The handlers of a class, its own before its parents'. A method that stands in for a parent's handler without naming the route again is a handler of the same route.
 */
export function handlersOf(prototype: object): { name: string; handler: Handler }[] {
  const lineage: object[] = [];
  for (
    let current: object | null = prototype;
    current && current !== Object.prototype;
    current = Reflect.getPrototypeOf(current)
  ) {
    lineage.push(current);
  }
  const methods = lineage.flatMap((level) =>
    Object.entries(Object.getOwnPropertyDescriptors(level)).flatMap(
      ([name, { value }]: [string, { value?: unknown }]) =>
        name !== 'constructor' && isHandler(value) ? [{ name, handler: value }] : [],
    ),
  );
  const handlers = new Map<string, Handler>();
  for (const { name, handler } of methods) {
    const routed = methods.find((other) => other.name === name && Reflect.hasMetadata('method', other.handler));
    if (!routed || handlers.has(name)) continue;
    if (!Reflect.hasMetadata('method', handler)) copyMetadata(routed.handler, handler);
    handlers.set(name, handler);
  }
  return [...handlers].map(([name, handler]) => ({ name, handler }));
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}

/** What decorators have said of one method, for another that stands in its place. */
export function copyMetadata(from: object, to: object): void {
  for (const key of Reflect.getMetadataKeys(from)) Reflect.defineMetadata(key, Reflect.getMetadata(key, from), to);
}
