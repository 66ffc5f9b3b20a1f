import type { INestApplication } from '@nestjs/common';

import type { Replayed, StartAdapter } from './replay/replay.js';

/** Runs a recorded profile on the real module. */
export const start: (...given: Parameters<StartAdapter>) => Promise<Replayed & { app: INestApplication }>;

/** Ends what `start` has left running. */
export const closeAll: () => Promise<void>;
