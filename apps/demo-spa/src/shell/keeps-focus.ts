import { isObject } from '../api/answer.js';

/** What a navigation bears that leaves the focus where it is: arrow keys in the switch of instances go on from there. */
export const KEEPS_FOCUS = { keepsFocus: true };

export function keepsFocus(state: unknown): boolean {
  return isObject(state) && state['keepsFocus'] === true;
}
