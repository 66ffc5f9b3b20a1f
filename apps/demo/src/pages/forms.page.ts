import type { AuthUser } from 'nestjs-rest-auth';

import type { FakeProvider } from '../fake-provider/fake-provider.js';
import { namesOf, type SocialService } from '../social/social-services.js';
import { endpointForms } from './endpoint-forms.js';
import { form } from './form.js';
import { html, type Html } from './html.js';
import { layout } from './layout.js';

/** The page with a form for each endpoint. */
export function formsPage(user: AuthUser | null, { services, people }: FakeProvider, csrfToken: string): string {
  const forms = endpointForms(people);
  return layout(
    'All endpoints',
    html`<h1>All endpoints</h1>
      <p>
        A form for each endpoint; below each, the request and the answer. Mails are shown in the
        <a href="/mailbox">mailbox</a>. Without JavaScript a form shows the API’s answer as it is.
      </p>
      ${services.length > 0 ? fakeProvider(services) : ''} ${session(user)}
      <section id="token" class="token" hidden>
        <label>
          <span
            >Token
            <small>sent as <code>Authorization: Token …</code>; without one, the session cookie counts</small></span
          >
          <input id="token-field" autocomplete="off" spellcheck="false" />
        </label>
      </section>
      <nav class="contents" aria-label="Endpoints">
        ${forms.map(({ id, title }) => html`<a href="#${id}">${title}</a> `)}
      </nav>
      ${forms.map((endpoint) => form(endpoint, csrfToken))}`,
  );
}

function session(user: AuthUser | null): Html {
  return user
    ? html`<p>This browser’s session is <strong>${user.username}</strong>’s.</p>`
    : html`<p>This browser has no session.</p>`;
}

function fakeProvider(services: readonly SocialService[]): Html {
  return html`<p>
    A <a href="/fake-provider">fake provider</a> answers as ${namesOf(services)}, so that social logins work with no
    keys and no network: the forms hold tokens of its sample people.
  </p>`;
}
