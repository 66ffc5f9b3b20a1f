import assert from 'node:assert/strict';

import type { UnitOfWork } from '../../kernel/unit-of-work.js';

/** Writes in a unit of work that fails after it. */
export async function rolledBack(work: UnitOfWork, write: () => Promise<unknown>): Promise<void> {
  const failure = new Error('rolled back');
  await assert.rejects(
    work.run(async () => {
      await write();
      throw failure;
    }),
    (error) => error === failure,
  );
}
