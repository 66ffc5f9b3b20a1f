import { message } from '../../kernel/messages.js';
import { HashQueue } from './hash-queue.js';

/** Work that runs until it is told to end, and how much of it has begun. */
function works() {
  const ends: (() => void)[] = [];
  return {
    begun: () => ends.length,
    end: (index: number) => ends[index]?.(),
    work: () => new Promise<void>((resolve) => ends.push(resolve)),
  };
}

/** Until everything that can go on has gone on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('HashQueue', () => {
  it('answers what the work answers, and throws what it throws', async () => {
    const queue = new HashQueue(1, 1);
    await expect(queue.run(() => Promise.resolve('done'))).resolves.toBe('done');
    await expect(queue.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(queue.run(() => Promise.resolve('again'))).resolves.toBe('again');
  });

  it('runs so many at a time, and the others in the order in which they came', async () => {
    const queue = new HashQueue(2, 10);
    const { work, begun, end } = works();
    const order: number[] = [];
    const all = [0, 1, 2, 3, 4].map((index) => queue.run(work).then(() => order.push(index)));
    await settled();
    expect(begun()).toBe(2);
    end(1);
    await settled();
    expect(begun()).toBe(3);
    for (const index of [2, 0, 3, 4]) {
      end(index);
      await settled();
    }
    await Promise.all(all);
    expect(order).toEqual([1, 2, 0, 3, 4]);
  });

  it('sends away who comes when the queue is full, and nobody who waits', async () => {
    const queue = new HashQueue(1, 2);
    const { work, end } = works();
    const taken = [0, 1, 2].map(() => queue.run(work));
    await expect(queue.run(work)).rejects.toMatchObject({
      reason: 'unavailable',
      detail: message('service_unavailable'),
      particulars: { retryAfterSeconds: 1 },
    });
    for (const index of [0, 1, 2]) {
      end(index);
      await settled();
    }
    await Promise.all(taken);
  });

  it('tells before whether it would send somebody away', async () => {
    const queue = new HashQueue(1, 1);
    const { work, end } = works();
    const first = queue.run(work);
    expect(() => {
      queue.assertRoom();
    }).not.toThrow();
    const second = queue.run(work);
    expect(() => {
      queue.assertRoom();
    }).toThrow(expect.objectContaining({ reason: 'unavailable', particulars: { retryAfterSeconds: 1 } }));
    end(0);
    await first;
    await settled();
    expect(() => {
      queue.assertRoom();
    }).not.toThrow();
    end(1);
    await second;
  });

  it('has room again when somebody is done, however it ended', async () => {
    const queue = new HashQueue(1, 1);
    const { work, end } = works();
    const broken = queue.run(async () => {
      await work();
      throw new Error('broken');
    });
    const waiting = queue.run(work);
    end(0);
    await expect(broken).rejects.toThrow('broken');
    const next = queue.run(work);
    end(1);
    await waiting;
    await settled();
    end(2);
    await next;
  });

  it('lets nobody slip in when a place is handed on', async () => {
    const queue = new HashQueue(1, 5);
    const { work, begun, end } = works();
    const first = queue.run(work);
    const second = queue.run(work);
    end(0);
    await first;
    await settled();
    const third = queue.run(work);
    await settled();
    expect(begun()).toBe(2);
    end(1);
    await second;
    await settled();
    expect(begun()).toBe(3);
    end(2);
    await third;
  });
});
