/**
 * A sliding log in a sorted set: each hit is a member with its moment as score. A script is one act: nobody reads between its look and its write. The moment is ours and not
 * Redis' own, so that all that the module says of time comes from one clock; the key's life is Redis' affair, and never longer than the window. Answers the hits, whether this
 * one is too many, and the milliseconds until the next one leaves, and the last one.
 */
export const INCREMENT = `
local now, ttl, limit = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ttl)
local hits = redis.call('ZCARD', KEYS[1])
if hits < limit then
  redis.call('ZADD', KEYS[1], now, ARGV[4])
  redis.call('PEXPIRE', KEYS[1], ttl)
  return {hits + 1, 0, 0, ttl}
end
-- With a limit of 0 there is none that leaves.
local leaving = redis.call('ZRANGE', KEYS[1], hits - limit, hits - limit, 'WITHSCORES')
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
return {hits + 1, 1, (leaving[2] or now) + ttl - now, (last[2] or now) + ttl - now}
`;

export const GIVE_BACK = `return redis.call('ZREM', KEYS[1], ARGV[1])`;

export const CLEAR = `return redis.call('DEL', KEYS[1])`;
