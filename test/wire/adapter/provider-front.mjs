// Stands before the recordings' fake provider, which knows of no check whom a token was issued to: dj-rest-auth makes none, and the module always does. The
// front answers that check, and passes everything else on as it is. It judges nothing: whatever is refused, the provider's own answer refuses.
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { buffer as bytesOf } from 'node:stream/consumers';

/** What the module asks of a profile, so that the front asks the same. */
const FACEBOOK_FIELDS = 'id,email,name,first_name,last_name';

/** Names nobody: an answer without an identity in it is for the module to refuse. */
const NOBODY = '0';

/** What is said of a connection, and not of what it carries (RFC 9110 §7.6.1). */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding'];

/** Listens on 127.0.0.1. Whom it passes on to is said by `passTo`, which also forgets what is remembered. */
export async function startProviderFront() {
  const remembered = new Map();
  let provider = '';
  const server = createServer((request, response) => {
    received(request)
      .then((asked) => answerOf(asked, provider, remembered))
      .then(({ status, headers, body }) => response.writeHead(status, headers).end(body))
      .catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    passTo: (url) => {
      provider = url;
      remembered.clear();
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answerOf(asked, provider, remembered) {
  const { pathname, searchParams: query } = new URL(asked.url, 'http://front');
  const call = `${asked.method} ${pathname}`;

  /** Whom the provider's own answer names. The module, which asks the same next, is told that answer: so the provider is asked once. */
  const ownerOf = async (token, url, headers = {}) => {
    const answer = ask(provider, { method: 'GET', url, headers });
    remembered.set(`${url.split('?')[0]} ${token}`, answer);
    return (await answer.then(identityIn).catch(() => null)) ?? NOBODY;
  };
  const recalled = (token) => {
    const key = `${pathname} ${token}`;
    const answer = remembered.get(key);
    remembered.delete(key);
    return answer ?? ask(provider, asked);
  };

  if (call === 'GET /facebook/debug_token') {
    const token = query.get('input_token');
    const [clientId, secret] = query.get('access_token').split('|');
    const data = { app_id: clientId, type: 'USER', is_valid: true, expires_at: 0 };
    return json({ data: { ...data, user_id: await ownerOf(token, facebookProfile(token, secret)) } });
  }
  if (call === 'GET /facebook/me') return recalled(query.get('access_token'));

  const [, githubClientId] = /^POST \/github-api\/applications\/([^/]+)\/token$/.exec(call) ?? [];
  if (githubClientId) {
    const { access_token: token } = JSON.parse(asked.body);
    const id = await ownerOf(token, '/github-api/user', { Authorization: `Bearer ${token}` });
    return json({ app: { client_id: decodeURIComponent(githubClientId) }, user: { id } });
  }
  if (call === 'GET /github-api/user') return recalled(asked.headers.authorization?.split(' ')[1]);

  return ask(provider, asked);
}

/** With the proof that the token has come to its own client. */
function facebookProfile(token, secret) {
  const proof = createHmac('sha256', secret).update(token).digest('hex');
  return `/facebook/me?${new URLSearchParams({ appsecret_proof: proof, fields: FACEBOOK_FIELDS, access_token: token })}`;
}

function identityIn({ body }) {
  return JSON.parse(body)?.id;
}

function json(value) {
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) };
}

async function ask(provider, { method, url, headers, body = '' }) {
  const outgoing = httpRequest(provider + url, { method, headers, agent: false });
  outgoing.end(body);
  const [incoming] = await once(outgoing, 'response');
  const kept = Object.entries(incoming.headers).filter(([name]) => !HOP_BY_HOP.includes(name));
  return { status: incoming.statusCode, headers: Object.fromEntries(kept), body: await bytesOf(incoming) };
}

async function received(request) {
  const { method, url, headers } = request;
  return { method, url, headers, body: await bytesOf(request) };
}
