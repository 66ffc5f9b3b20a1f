import type { IncomingMessage, ServerResponse } from 'node:http';

import { Injectable } from '@nestjs/common';
import { type AbstractHttpAdapter, HttpAdapterHost } from '@nestjs/core';

import { RestAuthSettings } from '../rest-auth.settings.js';
import { DECLARED_METHODS, ENDPOINT_ROUTE } from './endpoint-route.js';
import { hideBody, readRawBody, speaksOfBody } from './raw-body.js';

/**
 * The one place that knows the HTTP adapter. It reads the bodies of our own routes before any parser of the host can, so that
 * malformed JSON, a wrong content type, size and depth are answered in the contract's shape and alike on Express and Fastify.
 * Other routes pass by untouched: which are ours is read off the routes that Nest has registered.
 */
@Injectable()
export class BodyEdge {
  constructor(host: HttpAdapterHost, settings: RestAuthSettings) {
    BodyEdge.follow(host, settings.http.bodyLimitBytes);
  }

  /** A testing module is given its adapter later, which Nest announces (11.0 does not). An application without HTTP (a script, a microservice) never has one. */
  private static follow(host: Partial<Pick<HttpAdapterHost, 'httpAdapter' | 'init$'>>, limit: number): void {
    const { httpAdapter } = host;
    if (httpAdapter) BodyEdge.attachTo(httpAdapter, limit);
    else host.init$?.subscribe(() => host.httpAdapter && BodyEdge.attachTo(host.httpAdapter, limit));
  }

  private static attachTo(adapter: AbstractHttpAdapter, limit: number): void {
    const edge = edges.get(adapter);
    // Two modules in one application share its edge, which reads as much as either wants; each holds its own routes to its own limit.
    if (edge) edge.limitBytes = Math.max(edge.limitBytes, limit);
    else edges.set(adapter, attach(adapter, { limitBytes: limit }));
  }
}

interface Edge {
  limitBytes: number;
}

const edges = new WeakMap<AbstractHttpAdapter, Edge>();

function attach(adapter: AbstractHttpAdapter, edge: Edge): Edge {
  if (adapter.getType() === 'fastify') attachToFastify(adapter.getInstance<FastifyInstance>(), edge);
  if (adapter.getType() === 'express') attachToExpress(adapter.getInstance<ExpressApplication>(), edge);
  return edge;
}

/** The client sends without end: once it has its answer (which is given in its turn, like any other), the connection goes. */
function cutOff(request: IncomingMessage, response: ServerResponse): void {
  hideBody(request);
  response.setHeader('Connection', 'close');
  response.once('finish', () => request.destroy());
}

// Express ---------------------------------------------------------------------------------------------------------------------

interface ExpressLayer {
  route?: { stack: { handle: object }[]; methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}
interface ExpressApplication {
  use(handler: (request: IncomingMessage, response: ServerResponse, next: () => void) => void): void;
  router: { stack: ExpressLayer[] };
}

function attachToExpress(application: ExpressApplication, edge: Edge): void {
  application.use((request, response, next) => {
    const path = pathOf(request.url ?? '');
    const takes = (layer: ExpressLayer) => takesMethod(layer, request.method ?? '') && isMatch(layer, path);
    // A route of the host's that stands before ours and fits as well (`/teams/new` before `/teams/:team`) has the body to itself.
    if (!speaksOfBody(request) || !isOwn(application.router.stack.find(takes))) {
      next();
      return;
    }
    void readRawBody(request, edge.limitBytes).then((finished) => {
      if (!finished) cutOff(request, response);
      next();
    });
  });
}

function isOwn(layer: ExpressLayer | undefined): boolean {
  return layer?.route?.stack.some(({ handle }) => Reflect.hasMetadata(ENDPOINT_ROUTE, handle)) ?? false;
}

/** Whether the layer is a route for that method; HEAD goes wherever GET does. */
function takesMethod({ route }: ExpressLayer, method: string): boolean {
  if (!route) return false;
  const { methods } = route;
  return (
    methods['_all'] === true || methods[method.toLowerCase()] === true || (method === 'HEAD' && methods['get'] === true)
  );
}

/** Express' own answer to whether it would route that path there: with its parameters, letter case and slash at the end. */
function isMatch(layer: ExpressLayer, path: string): boolean {
  try {
    return layer.match(path);
  } catch {
    // A parameter that cannot be decoded: Express says so itself when it gets there.
    return false;
  }
}

/** The path of a request's target, which proxies may send whole (RFC 9112 §3.2.2). */
function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/?]*/i, '').split('?', 1)[0] ?? '';
}

// Fastify ---------------------------------------------------------------------------------------------------------------------

interface FastifyRequest {
  raw: IncomingMessage;
}
interface FastifyReply {
  raw: ServerResponse;
}
type FastifyHook = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
interface FastifyRoute {
  method: string | string[];
  url: string;
  config?: { [ENDPOINT_ROUTE]?: boolean; [DECLARED_METHODS]?: readonly string[] };
  onRequest?: FastifyHook | FastifyHook[];
}
interface FastifyInstance {
  addHook(name: 'onRoute', hook: (this: FastifyInstance, route: FastifyRoute) => void): void;
  route(route: FastifyRoute): void;
  initialConfig: { ignoreTrailingSlash?: boolean; routerOptions?: { ignoreTrailingSlash?: boolean } };
}

function attachToFastify(instance: FastifyInstance, edge: Edge): void {
  const { ignoreTrailingSlash, routerOptions } = instance.initialConfig;
  const slashIsIgnored = ignoreTrailingSlash === true || routerOptions?.ignoreTrailingSlash === true;
  const read: FastifyHook = async (request, reply) => {
    if (!speaksOfBody(request.raw)) return;
    const finished = await readRawBody(request.raw, edge.limitBytes);
    hideBody(request.raw);
    if (!finished) cutOff(request.raw, reply.raw);
  };
  const seen = new WeakSet<object>();
  /** The methods of our own routes so far, by path. */
  const taken = new Map<string, string[]>();
  instance.addHook('onRoute', function onRoute(route) {
    const config = route.config?.[ENDPOINT_ROUTE] ? route.config : bareFallback(route, taken);
    if (!config || seen.has(config)) return;
    seen.add(config);
    const declared = config[DECLARED_METHODS];
    // Fastify takes no method twice: the route that refuses methods leaves out those which another one takes.
    if (declared && Array.isArray(route.method)) {
      route.method = route.method.filter((method) => !declared.includes(method));
    }
    taken.set(route.url, [...(taken.get(route.url) ?? []), ...withHead(route.method)]);
    route.onRequest = [read, ...[route.onRequest ?? []].flat()];
    if (!slashIsIgnored && !route.url.endsWith('/')) {
      const twin = { ...route, url: `${route.url}/`, config: { ...config } };
      seen.add(twin.config);
      this.route(twin);
    }
  });
}

/** The adapter of Nest 11 drops the config of a route for all methods: it is ours where the path is, and comes after our others there. */
function bareFallback(route: FastifyRoute, taken: ReadonlyMap<string, string[]>): FastifyRoute['config'] {
  const methods = taken.get(route.url);
  return methods && Array.isArray(route.method) ? { [ENDPOINT_ROUTE]: true, [DECLARED_METHODS]: methods } : undefined;
}

/** Fastify answers HEAD wherever it answers GET. */
function withHead(method: string | string[]): string[] {
  const methods = [method].flat();
  return methods.includes('GET') ? [...methods, 'HEAD'] : methods;
}
