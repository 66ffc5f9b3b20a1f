import type { IncomingMessage, ServerResponse } from 'node:http';

import { Injectable } from '@nestjs/common';
import { type AbstractHttpAdapter, HttpAdapterHost } from '@nestjs/core';

import { RestAuthSettings } from '../rest-auth.settings.js';
import { DECLARED_METHODS, ENDPOINT_ROUTE } from './endpoint-route.js';
import { readRawBody } from './raw-body.js';

/**
 * The one place that knows the HTTP adapter. It reads the bodies of our own routes before any parser of the host can, so that
 * malformed JSON, a wrong content type, size and depth are answered in the contract's shape and alike on Express and Fastify.
 * Other routes pass by untouched: which are ours is read off the routes that Nest has registered.
 */
@Injectable()
export class BodyEdge {
  constructor(host: HttpAdapterHost, settings: RestAuthSettings) {
    // There is no adapter in an application without HTTP (a context for a script, a microservice).
    const adapter = host.httpAdapter as AbstractHttpAdapter | undefined;
    const limit = settings.http.bodyLimitBytes;
    if (adapter?.getType() === 'fastify') attachToFastify(adapter.getInstance<FastifyInstance>(), limit);
    if (adapter?.getType() === 'express') attachToExpress(adapter.getInstance<ExpressApplication>(), limit);
  }
}

const TOO_LARGE = JSON.stringify({ detail: 'Request body is too large.' });

// Express ---------------------------------------------------------------------------------------------------------------------

interface ExpressRoute {
  path: unknown;
  stack: { handle: object }[];
}
interface ExpressApplication {
  use(handler: (request: IncomingMessage, response: ServerResponse, next: () => void) => void): void;
  router: { stack: { route?: ExpressRoute }[] };
}

function attachToExpress(application: ExpressApplication, limit: number): void {
  let paths: ReadonlySet<string> | null = null;
  application.use((request, response, next) => {
    // The routes are complete once the first request comes.
    paths ??= ownPaths(application);
    if (!paths.has(normalise(request.url ?? ''))) {
      next();
      return;
    }
    void readRawBody(request, limit).then((finished) => {
      if (finished) next();
      else cutOff(response);
    });
  });
}

function ownPaths(application: ExpressApplication): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const { route } of application.router.stack) {
    if (route && typeof route.path === 'string' && route.stack.some(({ handle }) => isOwn(handle))) {
      paths.add(normalise(route.path));
    }
  }
  return paths;
}

function isOwn(handler: object): boolean {
  return Reflect.hasMetadata(ENDPOINT_ROUTE, handler);
}

/** Express matches without regard to case and to a slash at the end. */
function normalise(url: string): string {
  const path = url.split('?', 1)[0] ?? '';
  return (path.endsWith('/') ? path.slice(0, -1) : path).toLowerCase();
}

/** The client sends without end: it gets its answer, and the connection goes. */
function cutOff(response: ServerResponse): void {
  response.writeHead(413, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', Connection: 'close' });
  response.end(TOO_LARGE, () => response.req.destroy());
}

// Fastify ---------------------------------------------------------------------------------------------------------------------

interface FastifyRequest {
  raw: IncomingMessage;
}
interface FastifyReply {
  raw: ServerResponse;
  hijack(): void;
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

/** What makes Fastify look for a parser. */
const PARSED_HEADERS = ['content-type', 'content-length', 'content-encoding', 'transfer-encoding'];

function attachToFastify(instance: FastifyInstance, limit: number): void {
  const { ignoreTrailingSlash, routerOptions } = instance.initialConfig;
  const slashIsIgnored = ignoreTrailingSlash === true || routerOptions?.ignoreTrailingSlash === true;
  const read: FastifyHook = async (request, reply) => {
    const finished = await readRawBody(request.raw, limit);
    // The body is read; without these headers Fastify looks for none, and none of the host's parsers sees ours.
    for (const name of PARSED_HEADERS) Reflect.deleteProperty(request.raw.headers, name);
    if (!finished) {
      reply.hijack();
      cutOff(reply.raw);
    }
  };
  const seen = new WeakSet<object>();
  instance.addHook('onRoute', function onRoute(route) {
    const config = route.config;
    if (!config?.[ENDPOINT_ROUTE] || seen.has(config)) return;
    seen.add(config);
    const declared = config[DECLARED_METHODS];
    // Fastify takes no method twice: the route that refuses methods leaves out those which another one takes.
    if (declared && Array.isArray(route.method)) {
      route.method = route.method.filter((method) => !declared.includes(method));
    }
    route.onRequest = [read, ...[route.onRequest ?? []].flat()];
    if (!slashIsIgnored && !route.url.endsWith('/')) {
      const twin = { ...route, url: `${route.url}/`, config: { ...config } };
      seen.add(twin.config);
      this.route(twin);
    }
  });
}
