import type { RateName } from '../rest-auth.settings.js';
import { type Message, message, type PlainMessageCode } from './messages.js';

/**
 * What went wrong with fields: by wire name a list of messages, or for a nested object the same again. Errors of no
 * one field stand under `non_field_errors`, as in DRF.
 */
export interface FieldErrorTree {
  [field: string]: Message[] | FieldErrorTree;
}

/** DRF's name for errors that belong to no one field. */
export const NON_FIELD = 'non_field_errors';

/** Something that the caller did; expected, and told to them. Becomes a body at the edge. */
export abstract class Failure extends Error {}

/** 400 with the errors by field. */
export class FieldErrors extends Failure {
  override readonly name = 'FieldErrors';

  constructor(readonly tree: FieldErrorTree) {
    super('invalid input');
  }

  /** One error of one field. */
  static of(field: string, ...messages: Message[]): FieldErrors {
    return new FieldErrors({ [field]: messages });
  }

  /** One error of no one field. */
  static nonField(code: PlainMessageCode): FieldErrors {
    return FieldErrors.of(NON_FIELD, message(code));
  }
}

/** Why a request as a whole was refused. The edge knows which status that is. */
export type RefusalReason =
  | 'bad_request'
  | 'not_authenticated'
  | 'permission_denied'
  | 'not_found'
  | 'method_not_allowed'
  | 'not_acceptable'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'throttled'
  | 'unavailable';

/** What a refusal tells besides its text. */
export interface RefusalParticulars {
  /** When to come back (only with `unavailable` and `throttled`). */
  readonly retryAfterSeconds?: number;
  /** A word for programs (`"code": …`). */
  readonly code?: string;
  /** Why each kind of token was refused (`"messages": […]`). Simple JWT: `InvalidToken`. */
  readonly tokenMessages?: readonly TokenMessage[];
  /** Which rate was used up (only with `throttled`); for events, and never told to the caller. */
  readonly rate?: RateName | 'sharedRate';
  /** Who was calling, or in whose name it was to be; for events as well. */
  readonly userId?: number | string;
}

/** Why a token was refused as one of that class. */
export interface TokenMessage {
  readonly tokenClass: string;
  readonly tokenType: string;
  readonly message: Message;
}

/** A refusal with one text (`{"detail": …}`). */
export class Refusal extends Failure {
  override readonly name = 'Refusal';

  constructor(
    readonly reason: RefusalReason,
    readonly detail: Message,
    readonly particulars: RefusalParticulars = {},
  ) {
    super(reason);
  }

  /** The same, where it is known by now in whose name the request was to be. */
  about(userId: number | string): Refusal {
    return new Refusal(this.reason, this.detail, { ...this.particulars, userId });
  }
}

/** Nobody could be recognised from the request. */
export function notAuthenticated(
  detail: Message = message('not_authenticated'),
  particulars: RefusalParticulars = {},
): Refusal {
  return new Refusal('not_authenticated', detail, particulars);
}

/** Too many requests of one kind by the same caller, or about the same account. DRF: `Throttled`. */
export function throttled(
  retryAfterSeconds: number,
  particulars: Pick<RefusalParticulars, 'rate' | 'userId'> = {},
): Refusal {
  const detail = message('throttled', { seconds: retryAfterSeconds });
  return new Refusal('throttled', detail, { ...particulars, retryAfterSeconds });
}

/** Too much work at once, or a part of the system is down. */
export function unavailable(retryAfterSeconds: number): Refusal {
  return new Refusal('unavailable', message('service_unavailable'), { retryAfterSeconds });
}
