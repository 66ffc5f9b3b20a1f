import { Agent, request } from 'node:http';

/** A client that keeps its connections and measures: gives status, body and how long it took, in milliseconds. */
export class LoadClient {
  constructor(url, maxSockets = 4) {
    this.url = new URL(url);
    this.agent = new Agent({ keepAlive: true, maxSockets });
  }

  send(method, path, { json, access } = {}) {
    const body = json === undefined ? '' : JSON.stringify(json);
    return new Promise((resolve, reject) => {
      const began = performance.now();
      const call = request(
        {
          agent: this.agent,
          hostname: this.url.hostname,
          port: this.url.port,
          method,
          path: `/dj-rest-auth/${path}`,
          headers: {
            ...(json !== undefined && {
              'Content-Type': 'application/json',
              'Content-Length': Buffer.byteLength(body),
            }),
            ...(access !== undefined && { Authorization: `Bearer ${access}` }),
          },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk) => (text += chunk));
          response.on('end', () => {
            const milliseconds = performance.now() - began;
            resolve({ status: response.statusCode, headers: response.headers, text, milliseconds });
          });
        },
      );
      call.on('error', reject);
      call.end(body);
    });
  }

  async logIn(username, password) {
    const { status, text } = await this.send('POST', 'login/', { json: { username, password } });
    if (status !== 200) throw new Error(`The login of ${username} answered ${status} ${text}`);
    return JSON.parse(text);
  }

  close() {
    this.agent.destroy();
  }
}
