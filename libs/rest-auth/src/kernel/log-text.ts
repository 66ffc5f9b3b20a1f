/** So much of a text that is not ours is logged. */
const LONGEST = 200;

/** Ends a line, is acted on by a terminal, is not seen, or turns the writing round. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * What others say (a driver, a mail server, a provider, a class of the host's) as it may stand in a log: it may quote what somebody has typed, and must not
 * make lines of its own (ASVS 16.4.1).
 */
export function logText(given: unknown): string {
  const text = String(given);
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return shown.replace(UNPRINTABLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** All that a log tells of an error whose message may bear a value: what kind it is. */
export function errorName(error: unknown): string {
  return logText(error instanceof Error ? error.name : typeof error);
}
