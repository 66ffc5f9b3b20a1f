import { parseRate } from './rate.js';

const DAY = 86_400;

// prettier-ignore
const SAID: [rate: string, limit: number, seconds: number][] = [
  // DRF's words, and their short forms.
  ['3/s', 3, 1], ['3/sec', 3, 1], ['3/second', 3, 1],
  ['3/m', 3, 60], ['3/min', 3, 60], ['3/minute', 3, 60],
  ['3/h', 3, 3600], ['3/hour', 3, 3600],
  ['3/d', 3, DAY], ['3/day', 3, DAY],
  // allauth's, of several units.
  ['5/5min', 5, 300], ['1/10s', 1, 10], ['2/12hour', 2, 12 * 3600],
  // The least and the most.
  ['1/1s', 1, 1], ['999999999/s', 999_999_999, 1], ['1/366d', 1, 366 * DAY], ['1/31622400s', 1, 366 * DAY],
];

// prettier-ignore
const SAYS_NOTHING: [what: string, rate: unknown][] = [
  ['nothing at all',              ''],
  ['no requests',                 '0/min'],
  ['no time',                     '5/0s'],
  ['longer than a year',          '1/367d'],
  ['a second longer than a year', '1/31622401s'],
  ['more than can be counted',    '1000000000/s'],
  ['more units than can be counted', '1/1000000000s'],
  ['no unit',                     '5/5'],
  ['an unknown unit',             '5/week'],
  ['a plural',                    '5/mins'],
  ['a unit of another case',      '5/MIN'],
  ['no limit',                    '/min'],
  ['a word before it',            'about 5/min'],
  ['a word after it',             '5/min or so'],
  ['a part of a request',         '0.5/min'],
  ['fewer than none',             '-5/min'],
  ['a blank',                     '5 / min'],
  ['a number',                    5],
  ['a list',                      ['5/min']],
  ['false',                       false],
  ['null',                        null],
];

describe('a rate', () => {
  it.each(SAID)('%s is %i in %i seconds', (rate, limit, seconds) => {
    expect(parseRate(rate)).toEqual({ limit, seconds });
  });

  it.each(SAYS_NOTHING)('says nothing with %s: %j', (_, rate) => {
    expect(parseRate(rate)).toBeNull();
  });
});
