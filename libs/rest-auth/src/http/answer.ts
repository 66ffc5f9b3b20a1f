import type { Message } from '../kernel/messages.js';

/** What a handler answers: a status, and a body or nothing. */
export class Answer {
  private constructor(
    readonly status: number,
    readonly body: object | null,
    readonly detail: Message | null,
  ) {}

  /** `{"detail": …}` */
  static detail(detail: Message, status = 200): Answer {
    return new Answer(status, null, detail);
  }

  /** A body of its own. */
  static body(body: object, status = 200): Answer {
    return new Answer(status, body, null);
  }

  /** 204: nothing to tell. */
  static empty(): Answer {
    return new Answer(204, null, null);
  }
}
