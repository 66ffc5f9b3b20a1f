import {
  All,
  applyDecorators,
  type CanActivate,
  Controller,
  Req,
  SetMetadata,
  type Type,
  UseFilters,
  UseGuards,
} from '@nestjs/common';

import { Refusal } from '../kernel/errors.js';
import { message } from '../kernel/messages.js';
import { Answer } from './answer.js';
import { EdgeGuard } from './edge.guard.js';
import {
  ALLOW,
  DECLARED_METHODS,
  ENDPOINT_ROUTE,
  FASTIFY_ROUTE_CONFIG,
  MOUNTED_BELOW,
  SWAGGER_EXCLUDE,
  SWAGGER_TAGS,
} from './endpoint-route.js';
import { ErrorFilter } from './error.filter.js';
import { copyMetadata, handlersOf } from './handlers.js';
import type { HttpRequest } from './exchange.js';
import { ThrottleGuard } from './throttle.guard.js';

/**
 * A controller of one path that answers as DRF's views do. A method that it does not take is a 405 with `Allow` (Nest: 404), after
 * the guards have spoken: who may not even ask is told that first.
 */
export abstract class EndpointController {
  @All()
  @SetMetadata(SWAGGER_EXCLUDE, { disable: true })
  refuseMethod(@Req() request: Pick<HttpRequest, 'method'>): Answer {
    return EndpointController.refuse(request);
  }

  /** 405, but for OPTIONS, which `Allow` answers. */
  static refuse({ method }: Pick<HttpRequest, 'method'>): Answer {
    if (method === 'OPTIONS') return Answer.body({});
    throw new Refusal('method_not_allowed', message('method_not_allowed', { method }));
  }
}

/**
 * Mounts a controller at a path, relative to the module's own; `allow` is what its `Allow` header says. Further guards stand between
 * the edge's own and the one that counts requests (`RequestRate`).
 */
export function Endpoint(
  path: string | string[],
  allow: readonly string[],
  ...guards: Type<CanActivate>[]
): ClassDecorator {
  return applyDecorators(
    Controller(path),
    UseFilters(ErrorFilter),
    UseGuards(EdgeGuard, ...guards, ThrottleGuard),
    (target: object) => {
      Reflect.defineMetadata(ALLOW, allow.join(', '), target);
      Reflect.defineMetadata(ENDPOINT_PATH, [path].flat(), target);
      if (target instanceof Function) markRoutes(target.prototype as object);
    },
  );
}

const ENDPOINT_PATH = 'rest-auth:endpoint-path';

/** A class of its own for each mount: Nest keeps the path with the class, and one class can be mounted many times. */
export function mount<Endpoint extends EndpointController>(controller: Type<Endpoint>, prefix: string): Type<Endpoint> {
  const paths: unknown = Reflect.getMetadata(ENDPOINT_PATH, controller);
  const relative = Array.isArray(paths) ? paths.map(String) : [''];
  const Mounted = { [controller.name]: class extends (controller as Type<EndpointController>) {} }[controller.name];
  if (!Mounted) throw new TypeError('A controller is a named class.');
  const mounted = relative.map((path) => (path === '' ? prefix : `${prefix}/${path}`));
  Controller(mounted)(Mounted);
  Reflect.defineMetadata(MOUNTED_BELOW, prefix, Mounted);
  markForSwagger(controller, Mounted, mounted);
  markRoutes(Mounted.prototype);
  return Mounted as Type<Endpoint>;
}

/** By its own path among the tags a class is found again in a document of `@nestjs/swagger`; see `describeRestAuth`. The host's tags stand before it. */
function markForSwagger(controller: object, mounted: object, [path = '']: readonly string[]): void {
  const given: unknown = Reflect.getMetadata(SWAGGER_TAGS, controller);
  Reflect.defineMetadata(SWAGGER_TAGS, [...(Array.isArray(given) ? given.map(String) : []), path], mounted);
}

/** Marks the handlers, so that the edge finds their routes; see `BodyEdge`. */
function markRoutes(prototype: object): void {
  ownFallback(prototype);
  const handlers = handlersOf(prototype);
  const declared = handlers
    .filter(({ name }) => name !== 'refuseMethod')
    .flatMap(({ handler }) => METHODS[Number(Reflect.getMetadata('method', handler))] ?? []);
  for (const { name, handler } of handlers) {
    const isFallback = name === 'refuseMethod';
    Reflect.defineMetadata(ENDPOINT_ROUTE, true, handler);
    Reflect.defineMetadata(
      FASTIFY_ROUTE_CONFIG,
      { [ENDPOINT_ROUTE]: true, ...(isFallback && { [DECLARED_METHODS]: declared }) },
      handler,
    );
  }
}

/**
 * Each class refuses methods of its own, since the metadata of the inherited handler would be shared by all; and after its other handlers, since Nest registers
 * routes in the order in which it finds the methods.
 */
function ownFallback(prototype: object): void {
  if (!(prototype instanceof EndpointController) || Object.hasOwn(prototype, 'refuseMethod')) return;
  for (const { name, handler } of handlersOf(prototype)) {
    if (name !== 'refuseMethod') define(prototype, name, handler);
  }
  const refuse = handlersOf(prototype).find(({ name }) => name === 'refuseMethod');
  if (!refuse) return;
  const own = function (this: unknown, ...given: never[]): unknown {
    return Reflect.apply(refuse.handler, this, given);
  };
  copyMetadata(refuse.handler, own);
  define(prototype, 'refuseMethod', own);
}

function define(prototype: object, name: string, value: object): void {
  Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
}

/** By Nest's RequestMethod. Express and Fastify answer HEAD wherever GET is answered. */
const METHODS: Readonly<Record<number, string[]>> = {
  0: ['GET', 'HEAD'],
  1: ['POST'],
  2: ['PUT'],
  3: ['DELETE'],
  4: ['PATCH'],
};
