import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';

import type { UnitOfWork } from '../../kernel/unit-of-work.js';
import { CALLERS } from './at-once.js';
import { type Contract, contract, type Make } from './contract.js';
import { rolledBack } from './rolled-back.js';

/** What the contract of a `UnitOfWork` works with: the unit of work, and something that is written in it. */
export interface UnitOfWorkFixture {
  readonly work: UnitOfWork;
  /** Writes a text, in the unit of work that is open. */
  readonly write: (text: string) => Promise<unknown>;
  /** All texts that are written, in any order. Asked outside of units of work. */
  readonly written: () => Promise<readonly string[]>;
}

/** Writes all or nothing, and does what belongs after it. */
export function unitOfWorkContract(make: Make<UnitOfWorkFixture>): Contract {
  return contract(make, {
    'answers what the work answers, and keeps all that it has written': async ({ work, write, written }) => {
      const answer = await work.run(async () => {
        await write('one');
        await write('two');
        return 'done';
      });
      assert.deepEqual([answer, [...(await written())].sort()], ['done', ['one', 'two']]);
    },

    'keeps nothing of a work that throws, and throws that on': async ({ work, write, written }) => {
      await rolledBack(work, async () => {
        await write('one');
        await write('two');
      });
      assert.deepEqual(await written(), []);
    },

    'lets a run inside of a run join it': async ({ work, write, written }) => {
      await rolledBack(work, async () => {
        await write('outer');
        assert.equal(
          await work.run(async () => {
            await write('inner');
            return 'inner';
          }),
          'inner',
        );
      });
      assert.deepEqual(await written(), []);
      await work.run(() => work.run(() => write('both')));
      assert.deepEqual(await written(), ['both']);
    },

    'keeps runs apart that are under way at once': async ({ work, write, written }) => {
      const runs = Array.from({ length: CALLERS }, (_, index) =>
        work.run(async () => {
          await write(String(index));
          await setImmediate();
          if (index % 2 === 0) throw new Error('rolled back');
        }),
      );
      await Promise.allSettled(runs);
      assert.deepEqual([...(await written())].sort(), ['1', '3', '5', '7', '9']);
    },

    'does what comes after the commit when it is done, and not before': async ({ work, write, written }) => {
      const seen: Promise<readonly string[]>[] = [];
      await work.run(async () => {
        await work.run(async () => {
          work.afterCommit(async () => {
            const looking = written();
            seen.push(looking);
            await looking;
          });
        });
        await write('one');
        await setImmediate();
        assert.equal(seen.length, 0, 'the transaction was open still');
      });
      await until(() => seen.length > 0);
      assert.deepEqual(await Promise.all(seen), [['one']]);
    },

    'does in their order what comes after one commit': async ({ work }) => {
      const done: string[] = [];
      await work.run(async () => {
        for (const name of ['one', 'two', 'three']) work.afterCommit(() => void done.push(name));
      });
      await until(() => done.length === 3);
      assert.deepEqual(done, ['one', 'two', 'three']);
    },

    'does nothing of what was to come after a commit that did not happen': async ({ work }) => {
      const done: string[] = [];
      await rolledBack(work, async () => {
        work.afterCommit(() => void done.push('of the one that failed'));
      });
      await work.run(async () => {
        work.afterCommit(() => void done.push('of the next one'));
      });
      await until(() => done.includes('of the next one'));
      assert.deepEqual(done, ['of the next one']);
    },

    'does it at once where no transaction is open': async ({ work }) => {
      let isDone = false;
      work.afterCommit(() => void (isDone = true));
      await until(() => isDone);
    },

    'lets what comes after a commit write too': async ({ work, write, written }) => {
      const writing: Promise<unknown>[] = [];
      await work.run(async () => {
        work.afterCommit(async () => {
          const run = work.run(() => write('afterwards'));
          writing.push(run);
          await run;
        });
      });
      await until(() => writing.length > 0);
      await Promise.all(writing);
      assert.deepEqual(await written(), ['afterwards']);
    },

    'is not disturbed by what fails after the commit': async ({ work, write, written }) => {
      let isDone = false;
      const answer = await work.run(async () => {
        work.afterCommit(() => {
          throw new Error('fails at once');
        });
        work.afterCommit(async () => {
          await setImmediate();
          throw new Error('fails later');
        });
        work.afterCommit(() => void (isDone = true));
        await write('one');
        return 'done';
      });
      await until(() => isDone);
      assert.deepEqual([answer, await written()], ['done', ['one']]);
    },
  });
}

/** Waits for what is to happen without further ado; fails rather than waiting for ever. */
async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000 && !condition(); turn += 1) await setImmediate();
  assert.ok(condition(), 'what was to come after the commit was to be done');
}
