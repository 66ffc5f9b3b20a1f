import type { IncomingMessage, OutgoingHttpHeaders, Server, ServerResponse } from 'node:http';

/** An answer as it left the server. */
export interface LoggedAnswer {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly text: string;
}

/** Keeps what a server answers from now on, until it is taken. */
export class AnswerLog {
  private answers: LoggedAnswer[] = [];

  constructor(server: Server) {
    server.prependListener('request', ({ method = '', url = '' }: IncomingMessage, response: ServerResponse) => {
      const chunks: Buffer[] = [];
      let head: OutgoingHttpHeaders = {};
      const keep = (chunk: unknown) => {
        if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk as string));
      };
      const { writeHead, write, end } = response;
      // Fastify gives all header fields at once, and Node keeps none of them.
      response.writeHead = (...given: unknown[]) => {
        const last = given.at(-1);
        if (typeof last === 'object' && last !== null) head = { ...last };
        return Reflect.apply(writeHead, response, given) as ServerResponse;
      };
      response.write = (...given: unknown[]) => {
        keep(given[0]);
        return Reflect.apply(write, response, given) as boolean;
      };
      response.end = (...given: unknown[]) => {
        keep(given[0]);
        const ended = Reflect.apply(end, response, given) as ServerResponse;
        const headers = { ...response.getHeaders(), ...head };
        this.answers.push({
          method,
          url,
          status: response.statusCode,
          headers,
          text: Buffer.concat(chunks).toString(),
        });
        return ended;
      };
    });
  }

  take(): LoggedAnswer[] {
    const { answers } = this;
    this.answers = [];
    return answers;
  }
}
