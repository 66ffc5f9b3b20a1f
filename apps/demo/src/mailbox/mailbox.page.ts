import { html, type Html } from '../pages/html.js';
import { layout } from '../pages/layout.js';
import type { ReceivedMail } from './mailbox.js';

/** The list of mails, newest first; or where they went. */
export function mailboxPage(mails: readonly ReceivedMail[], mailServer: string | null): string {
  return layout(
    'Mailbox',
    html`<h1>Mailbox</h1>
      ${mailServer === null ? list(mails) : sentTo(mailServer)}`,
  );
}

/** The HTML part as a document of its own, whose links open beside the mailbox. */
export function mailPart({ html: body }: ReceivedMail): string {
  return `<!doctype html><meta name="color-scheme" content="light"><base target="_blank">${body}`;
}

function sentTo(server: string): Html {
  return html`<p>
    Mails are sent by SMTP to <strong>${server}</strong> (<code>SMTP_URL</code>): look for them there.
  </p>`;
}

function list(mails: readonly ReceivedMail[]): Html {
  return html`<p>
      What the demo would have sent, newest first; the last 100 are kept until it stops.
      <span class="live" hidden>New mails appear by themselves.</span>
      <noscript><a href="/mailbox">Look again</a></noscript>
    </p>
    <p class="quiet news" role="status"></p>
    <div data-live="/mailbox/events">
      ${mails.length === 0 ? html`<p class="quiet">No mail so far. <a href="/app/">Register somebody.</a></p>` : ''}
      ${mails.map(entry)}
    </div>`;
}

function entry({ id, receivedAt, from, to, subject, text }: ReceivedMail): Html {
  const moment = receivedAt.toISOString();
  return html`<article class="mail" id="${id}">
    <h2>${subject}</h2>
    <dl>
      <dt>From</dt>
      <dd>${from}</dd>
      <dt>To</dt>
      <dd>${to}</dd>
      <dt>Received</dt>
      <dd><time datetime="${moment}">${moment.slice(0, 19).replace('T', ' ')} UTC</time></dd>
    </dl>
    <iframe
      title="${subject}"
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      src="/mailbox/${id}/html"
      loading="lazy"
    ></iframe>
    <details>
      <summary>The text part</summary>
      <pre>${linked(text)}</pre>
    </details>
  </article>`;
}

/** The text with its addresses as links; whatever else stands in it stays text. */
function linked(text: string): Html[] {
  // A pattern in brackets is kept by split(): every second part is an address.
  return text
    .split(/(https?:\/\/[^\s<>"']+)/)
    .map((part, index) => (index % 2 === 1 ? html`<a href="${part}" rel="noreferrer">${part}</a>` : html`${part}`));
}
