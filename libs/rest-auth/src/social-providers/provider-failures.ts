import { type Message, message } from '../kernel/messages.js';

/** The provider does not take what the client has sent, or it was not made for us: 400, and nothing is written. */
export class ProviderRefusal extends Error {
  override readonly name = 'ProviderRefusal';

  constructor(readonly detail: Message = message('social_value_incorrect')) {
    super(detail.code);
  }
}

/** The provider cannot be reached, is too slow, or answers what nobody can read: 503. The reason is for the log, and bears nothing of what was sent. */
export class ProviderOutage extends Error {
  override readonly name = 'ProviderOutage';
}
