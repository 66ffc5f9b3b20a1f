import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** An answer as it left the server. */
export interface LoggedAnswer {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, number | string | string[] | undefined>>;
  readonly text: string;
}

/** Keeps what a server answers from now on, until it is taken. */
export class AnswerLog {
  private answers: LoggedAnswer[] = [];

  constructor(server: Server) {
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
      const { method = '', url = '' } = request;
      const chunks: Buffer[] = [];
      const keep = (chunk: unknown) => {
        if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk as string));
      };
      const { write, end } = response;
      response.write = (...given: unknown[]) => {
        keep(given[0]);
        return Reflect.apply(write, response, given) as boolean;
      };
      response.end = (...given: unknown[]) => {
        keep(given[0]);
        const { statusCode: status } = response;
        const ended = Reflect.apply(end, response, given) as ServerResponse;
        this.answers.push({
          method,
          url,
          status,
          headers: response.getHeaders(),
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
