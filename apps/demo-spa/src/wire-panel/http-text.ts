import { parsed } from '../api/answer.js';
import type { Header, ReceivedAnswer, SentRequest } from '../api/exchange.js';

/** The request as a message, with its body indented. */
export function requestText({ method, path, headers, body }: SentRequest): string {
  return message(`${method} ${path}`, headers, body === undefined ? '' : JSON.stringify(body, null, 2));
}

/** The answer as a message, with its body indented. */
export function answerText({ status, headers, text }: ReceivedAnswer): string {
  const json = parsed(text);
  return message(`HTTP ${status}`, headers, json === undefined ? text : JSON.stringify(json, null, 2));
}

function message(first: string, headers: readonly Header[], body: string): string {
  const head = [first, ...headers.map(([name, value]) => `${inTitleCase(name)}: ${value}`)].join('\n');
  return body === '' ? head : `${head}\n\n${body}`;
}

/** Browsers tell names in small letters; letter case means nothing. */
function inTitleCase(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}
