/** Marks a handler as one of ours. Nest copies a method's metadata to the callback that it registers with the adapter. */
export const ENDPOINT_ROUTE = 'rest-auth:endpoint-route';
/** On the handler that refuses methods: the methods which other handlers of the path take. */
export const DECLARED_METHODS = 'rest-auth:declared-methods';
/** On a controller class: what an `Allow` header says. */
export const ALLOW = 'rest-auth:allow';
/** The name under which platform-fastify reads a route's config from a handler's metadata. */
export const FASTIFY_ROUTE_CONFIG = '__fastify_route_config__';
/** On a controller class: the rate that its requests count against. */
export const REQUEST_RATE = 'rest-auth:request-rate';
/** On a class as it is mounted: the path that it is mounted below. */
export const MOUNTED_BELOW = 'rest-auth:mounted-below';
/** The names under which `@nestjs/swagger` reads a class' tags, and whether a handler is left out of the document. */
export const SWAGGER_TAGS = 'swagger/apiUseTags';
export const SWAGGER_EXCLUDE = 'swagger/apiExcludeEndpoint';
