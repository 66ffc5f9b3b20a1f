import type { Refusal } from '../kernel/errors.js';
import type { Exchange } from './exchange.js';

/** Hears of every refusal that is answered, once for each answer. */
export abstract class RefusalObserver {
  abstract noteRefusal(refusal: Refusal, exchange: Exchange): void;
}
