import autocannon from 'autocannon';

/**
 * Requests of `connections` clients, each sending its next one once the last is answered, for so many seconds; gives how many were answered a second and how long they took. `bodies` gives each
 * client its first body, and `next` the body after an answer's (default: the same again). Without bodies, `isApart` has a thread of its own measure, whatever else this one does. Every answer must
 * be a 200.
 */
export async function load(
  url,
  { method = 'GET', path, headers = {}, bodies = [], next, connections = 16, seconds, isApart = false },
) {
  let client = 0;
  const setupClient = (each) => {
    each.setBody(JSON.stringify(bodies[client++ % bodies.length]));
    if (next) each.on('body', (body) => each.setBody(JSON.stringify(next(JSON.parse(body.toString())))));
  };
  const result = await autocannon({
    url: `${url}/dj-rest-auth/${path}`,
    method,
    headers: { ...(bodies.length > 0 && { 'Content-Type': 'application/json' }), ...headers },
    connections,
    duration: seconds,
    ...(isApart && { workers: 1 }),
    ...(bodies.length > 0 && { setupClient }),
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${method} ${path}: ${result.non2xx} answers were no 200, ${result.errors} failed.`);
  }
  return { perSecond: result.requests.total / result.duration, p50: result.latency.p50, p99: result.latency.p99 };
}
