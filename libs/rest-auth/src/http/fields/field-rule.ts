import type { Message } from '../../kernel/messages.js';
import type { AuthUser } from '../../accounts/users/auth-user.js';

/** Who asks, and for what. */
export interface FieldRuleContext {
  /** The caller, where somebody is logged in. */
  readonly user: AuthUser | null;
}

/** A rule about one field's value that needs more than the value: an option, or a look into a store. */
export abstract class FieldRule {
  /** What is wrong with `value`; none when it is fine. Only the field's own error is told, never the value. */
  abstract problems(value: string, context: FieldRuleContext): Promise<Message[]>;
}
