import { availableParallelism } from 'node:os';

/** The only place that reads the environment. Every value has an option that overrides it. */
export const environment = {
  /** Decides the default of the cookies' `Secure`. */
  get isProduction(): boolean {
    return process.env['NODE_ENV'] === 'production';
  },
  /** The cores that the process may run on, which `password.hashConcurrency` leaves one of. */
  get cores(): number {
    return availableParallelism();
  },
  /** libuv's threads, which `password.hashConcurrency` leaves two of. */
  get threadPoolSize(): number {
    const size = Number(process.env['UV_THREADPOOL_SIZE']);
    return Number.isInteger(size) && size > 0 ? size : 4;
  },
};
