import type { ModuleReference } from './host/module-reference.js';
import type { Terminal } from './terminal.js';

/** What every command is given besides its own options. */
export interface CommandContext {
  readonly reference: ModuleReference;
  readonly terminal: Terminal;
  /** Whether Nest's log and stacks are shown. */
  readonly verbose: boolean;
}
