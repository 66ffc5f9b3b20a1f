import { isObject, parsed } from '../api/answer.js';

/** A mail that the demo would have sent. */
export interface Mail {
  readonly id: number | string;
  readonly receivedAt: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** A page with its HTML part alone. */
  readonly htmlUrl: string;
}

/** Newest first; `to` empty for those to anybody. Null where the server does not tell. */
export async function fetchMails(api: string, to: string): Promise<readonly Mail[] | null> {
  try {
    const response = await fetch(to === '' ? api : `${api}?${new URLSearchParams({ to }).toString()}`);
    const mails = parsed(await response.text());
    return response.ok && Array.isArray(mails) ? mails.filter(isMail) : null;
  } catch {
    return null;
  }
}

function isMail(value: unknown): value is Mail {
  return isObject(value) && typeof value['subject'] === 'string' && typeof value['text'] === 'string';
}
