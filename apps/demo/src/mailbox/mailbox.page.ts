import type { RenderedMail } from 'nestjs-rest-auth';

import { html, type Html } from '../pages/html.js';
import { layout } from '../pages/layout.js';

/** The list of mails, newest first; or where they went. */
export function mailboxPage(mails: readonly RenderedMail[], mailServer: string | null): string {
  return layout(
    'Mailbox',
    html`<h1>Mailbox</h1>
      ${mailServer === null ? list(mails) : sentTo(mailServer)}`,
  );
}

function sentTo(server: string): Html {
  return html`<p>
    Mails are sent by SMTP to <strong>${server}</strong> (<code>SMTP_URL</code>): look for them there.
  </p>`;
}

function list(mails: readonly RenderedMail[]): Html {
  if (mails.length === 0) {
    return html`<p>
      No mail so far. <a href="/#register">Register somebody</a>, and <a href="/mailbox">look again</a>.
    </p>`;
  }
  return html`<p>
      What the demo would have sent, newest first; the last 100 are kept until it stops.
      <a href="/mailbox">Look again</a>
    </p>
    ${mails.map(entry)}`;
}

function entry({ from, to, subject, text, html: body }: RenderedMail): Html {
  return html`<article class="mail">
    <h2>${subject}</h2>
    <dl>
      <dt>From</dt>
      <dd>${from}</dd>
      <dt>To</dt>
      <dd>${to}</dd>
    </dl>
    <pre>${linked(text)}</pre>
    <details>
      <summary>The HTML part</summary>
      <iframe
        title="The HTML part"
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        srcdoc="${`<base target="_blank">${body}`}"
      ></iframe>
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
