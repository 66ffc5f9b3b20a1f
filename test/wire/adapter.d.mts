import type { StartAdapter } from './replay/replay.js';

/** Runs a recorded profile on the real module. */
export const start: StartAdapter;

/** Ends what `start` has left running. */
export const closeAll: () => Promise<void>;
