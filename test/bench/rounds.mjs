import { median } from '../load/figures.mjs';

/** Measures sides in turn, another one first in each round, so that what the machine does besides falls on all of them. Gives each side's numbers, round by round. */
export async function interleaved(rounds, sides) {
  const names = Object.keys(sides);
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + turn) % names.length];
      measured[name].push(await sides[name](round));
    }
  }
  return measured;
}

/** How often one side does what the other does, round by round: the median, and the least and the most. */
export function ratio(ours, others) {
  const ratios = ours.map((value, round) => value / others[round]);
  return { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
}
