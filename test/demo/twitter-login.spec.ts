import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';

import { SignedTwitterHandshake } from '../../apps/demo/src/social/twitter/signed-twitter-handshake.js';
import {
  hmacSha1,
  parseOAuthHeader,
  signatureBase,
} from '../../libs/rest-auth/src/testing/social-provider/oauth1-signature.js';

const CLIENT = { id: 'consumer key', secret: 'consumer & secret' };
const CALLBACK = 'http://localhost:3000/app/social/twitter?state=a+state';

/** Twitter's two steps, with its eyes open: a request whose signature is not right gets a 401. */
async function startTwitter(asked: string[]) {
  const server = createServer((request, response) => {
    const url = `http://${request.headers.host ?? ''}${request.url ?? ''}`;
    const parameters = parseOAuthHeader(request.headers.authorization?.replace(/^OAuth /, '') ?? '');
    const isSecond = request.url === '/oauth/access_token';
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    if (!parameters || !isSigned(request, url, parameters, isSecond ? 'request secret' : '')) {
      response.writeHead(401).end('{"errors":[{"code":32}]}');
    } else if (isSecond) {
      const isAllowed = parameters.get('oauth_verifier') === 'verifier';
      response.writeHead(isAllowed ? 200 : 401).end('oauth_token=the%20token&oauth_token_secret=its+secret&user_id=1');
    } else if (parameters.get('oauth_callback') !== CALLBACK) {
      response.writeHead(403).end();
    } else {
      response.end('oauth_token=request+token&oauth_token_secret=request+secret&oauth_callback_confirmed=true');
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${address.port}`, close };
}

function isSigned(
  { method = '' }: IncomingMessage,
  url: string,
  parameters: ReadonlyMap<string, string>,
  tokenSecret: string,
): boolean {
  const base = signatureBase(method, url, [...parameters]);
  return hmacSha1(base, CLIENT.secret, tokenSecret) === parameters.get('oauth_signature');
}

describe('the demo’s login by Twitter', () => {
  let asked: string[];
  let twitter: Awaited<ReturnType<typeof startTwitter>>;
  beforeEach(async () => {
    asked = [];
    twitter = await startTwitter(asked);
  });
  afterEach(() => twitter.close());

  it('sends the browser to Twitter, and fetches the token that was allowed there once', async () => {
    const handshake = new SignedTwitterHandshake(CLIENT, twitter.url);
    expect(await handshake.start(CALLBACK)).toBe(`${twitter.url}/oauth/authenticate?oauth_token=request+token`);
    expect(await handshake.finish('request token', 'verifier')).toEqual({
      access_token: 'the token',
      token_secret: 'its secret',
    });
    expect(await handshake.finish('request token', 'verifier')).toBeNull();
    expect(asked).toEqual(['POST /oauth/request_token', 'POST /oauth/access_token']);
  });

  it('gives no token for another verifier, or for a token that it has not asked for', async () => {
    const handshake = new SignedTwitterHandshake(CLIENT, twitter.url);
    await handshake.start(CALLBACK);
    expect(await handshake.finish('another token', 'verifier')).toBeNull();
    expect(await handshake.finish('request token', 'another verifier')).toBeNull();
  });

  it('says that Twitter is out where it refuses our client, or is not there', async () => {
    const stranger = new SignedTwitterHandshake({ ...CLIENT, secret: 'another' }, twitter.url);
    await expect(stranger.start(CALLBACK)).rejects.toThrow('Twitter gave no request token.');
    const nowhere = new SignedTwitterHandshake(CLIENT, 'http://127.0.0.1:1');
    await expect(nowhere.start(CALLBACK)).rejects.toThrow('Twitter did not answer.');
  });
});
