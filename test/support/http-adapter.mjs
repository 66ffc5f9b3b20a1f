// Which HTTP adapter the applications of the specs stand on, where a spec does not name one itself. Plain JavaScript: Jest's reporter and the wire adapter read it too.

/**
 * The routes of the specs' host itself, which are asked with a slash at the end, as recorded. Express takes that by itself and Fastify does not;
 * the module's own routes must do without this.
 */
const HOSTS_OWN = /^(.*\/(?:protected-view|getcsrf))\/(?=\?|$)/;

const ADAPTERS = {
  express: async ({ trustProxy = false }) => {
    const { ExpressAdapter } = await import('@nestjs/platform-express');
    const adapter = new ExpressAdapter();
    adapter.set('trust proxy', trustProxy);
    return adapter;
  },
  fastify: async ({ trustProxy = false }) => {
    const { FastifyAdapter } = await import('@nestjs/platform-fastify');
    const adapter = new FastifyAdapter({ trustProxy, rewriteUrl: ({ url = '' }) => url.replace(HOSTS_OWN, '$1') });
    // The host's routes are asked in multipart too. Express leaves such a body alone, and Fastify refuses what it has no parser for.
    adapter.getInstance().addContentTypeParser('multipart/form-data', (_request, payload, done) => {
      payload.resume();
      done(null);
    });
    return adapter;
  },
};

export function adapterName() {
  const name = process.env.TEST_ADAPTER || 'express';
  if (!Object.hasOwn(ADAPTERS, name)) {
    throw new Error(`TEST_ADAPTER is "${name}": give ${Object.keys(ADAPTERS).join(' or ')}, or leave it out.`);
  }
  return name;
}

/** `trustProxy` is what a host says of the proxies in front of it: in the words of Express, which Fastify shares. */
export function httpAdapter(options = {}) {
  return ADAPTERS[adapterName()](options);
}
