import type { AuthUser } from 'nestjs-rest-auth';

import { ENDPOINT_FORMS } from './endpoint-forms.js';
import { form } from './form.js';
import { html, type Html } from './html.js';
import { layout } from './layout.js';

/** The page with a form for each endpoint. */
export function homePage(user: AuthUser | null, csrfToken: string): string {
  return layout(
    'All endpoints',
    html`<h1>nestjs-rest-auth demo</h1>
      <p>
        A form for each endpoint; below each, the request and the answer. Mails are shown in the
        <a href="/mailbox">mailbox</a>. Without JavaScript a form shows the API’s answer as it is.
      </p>
      <p class="warning">
        <strong>Not there yet: throttling.</strong> Nothing limits how often anybody tries passwords or has mails sent.
        Do not put this on the internet: whoever reaches it reads the mailbox, too.
      </p>
      ${session(user)}
      <section id="token" class="token" hidden>
        <label>
          <span
            >Token
            <small>sent as <code>Authorization: Token …</code>; without one, the session cookie counts</small></span
          >
          <input id="token-field" autocomplete="off" spellcheck="false" />
        </label>
      </section>
      <nav class="contents">${ENDPOINT_FORMS.map(({ id, title }) => html`<a href="#${id}">${title}</a> `)}</nav>
      ${ENDPOINT_FORMS.map((endpoint) => form(endpoint, csrfToken))}`,
  );
}

function session(user: AuthUser | null): Html {
  return user
    ? html`<p>This browser’s session is <strong>${user.username}</strong>’s.</p>`
    : html`<p>This browser has no session.</p>`;
}
