import { FrozenClock } from '../testing/frozen.clock.js';
import { MemoryThrottleStore } from './memory-throttle.store.js';

const hit = (store: MemoryThrottleStore, key: string, rate = 'login') => store.increment(key, 60_000, 2, 60_000, rate);

describe('the throttle store in memory', () => {
  it('remembers so many keys of a rate, and forgets whom it has longest not seen', async () => {
    const store = new MemoryThrottleStore(new FrozenClock(), 3);
    for (const key of ['a', 'b', 'c', 'a']) await hit(store, key);
    for (const key of ['d', 'e']) await hit(store, key);
    expect((await hit(store, 'a')).isBlocked).toBe(true);
    expect((await hit(store, 'b')).totalHits).toBe(1);
  });

  it('loses nothing of one rate to a flood of another', async () => {
    const store = new MemoryThrottleStore(new FrozenClock(), 3);
    for (let time = 0; time < 2; time += 1) await hit(store, 'alice', 'loginFailuresByAccount');
    for (let index = 0; index < 100; index += 1) await hit(store, String(index));
    expect((await hit(store, 'alice', 'loginFailuresByAccount')).isBlocked).toBe(true);
  });

  it('remembers nobody who was only looked for', async () => {
    const store = new MemoryThrottleStore(new FrozenClock(), 3);
    const look = (key: string) => store.increment(key, 60_000, 0, 60_000, 'login');
    await hit(store, 'a');
    for (const key of ['b', 'c', 'd', 'e']) await look(key);
    expect((await look('a')).totalHits).toBe(2);
  });

  it('tells no wait that is longer than the window, should the clock be set back', async () => {
    const clock = new FrozenClock();
    const store = new MemoryThrottleStore(clock);
    for (let time = 0; time < 2; time += 1) await hit(store, 'a');
    clock.advance(-30);
    const { isBlocked, timeToBlockExpire, timeToExpire } = await hit(store, 'a');
    expect([isBlocked, timeToBlockExpire, timeToExpire]).toEqual([true, 60, 60]);
    // Far back, what was counted before is no reason to wait.
    clock.advance(-3600);
    expect((await hit(store, 'a')).totalHits).toBe(1);
  });
});
