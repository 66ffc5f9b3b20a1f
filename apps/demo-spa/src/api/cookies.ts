import type { CookieChanges, Header } from './exchange.js';

/** The cookies that a script can see. */
export function visibleCookies(): Header[] {
  return document.cookie
    .split('; ')
    .filter((pair) => pair !== '')
    .map((pair): Header => {
      const end = pair.indexOf('=');
      return [pair.slice(0, end), pair.slice(end + 1)];
    });
}

/** The value of a cookie that a script can see; empty where there is none. */
export function cookieValue(name: string): string {
  return visibleCookies().find(([each]) => each === name)?.[1] ?? '';
}

export function cookieChanges(before: readonly Header[], after: readonly Header[]): CookieChanges {
  const old = new Map(before);
  const names = new Set(after.map(([name]) => name));
  return {
    set: after.filter(([name, value]) => old.get(name) !== value),
    removed: before.map(([name]) => name).filter((name) => !names.has(name)),
    visible: after,
  };
}
