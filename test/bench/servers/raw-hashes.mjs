// As many argon2 checks as the machine makes, so many at a time, in a process that does nothing else.
import { hash, verify } from 'argon2';

const PARAMETERS = { type: 2, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };
const stored = await hash('an-early-analytical-engine', PARAMETERS);

process.on('message', ({ id, given: { concurrency, seconds } }) => {
  const until = performance.now() + seconds * 1000;
  let count = 0;
  const worker = async () => {
    while (performance.now() < until) {
      await verify(stored, 'an-early-analytical-engine');
      count += 1;
    }
  };
  const began = performance.now();
  void Promise.all(Array.from({ length: concurrency }, worker)).then(() =>
    process.send({ id, answer: count / ((performance.now() - began) / 1000) }),
  );
});
process.on('disconnect', () => process.exit());
process.send({ url: 'http://127.0.0.1' });
