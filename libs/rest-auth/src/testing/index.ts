// The second entry point: what a host's own tests need.
export { FrozenClock } from './frozen.clock.js';
export { MemoryMailer } from './memory.mailer.js';
