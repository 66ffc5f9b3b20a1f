import { html, type Html } from '../pages/html.js';
import { layout } from '../pages/layout.js';
import { namesOf, SERVICE_NAMES } from '../social/social-services.js';
import type { FakeProvider } from './fake-provider.js';
import type { SamplePerson } from './sample-people.js';

/** The list of people with their tokens. */
export function fakeProviderPage({ services, people }: FakeProvider): string {
  return layout(
    'Fake provider',
    html`<h1>Fake provider</h1>
      <p>
        A server of the demo’s own that answers the library as ${namesOf(services)} would, with no network. These are
        the people whom it knows, each with what an application is given when they log in there. The tokens go into the
        <a href="/forms">forms</a>, and are good for the whole run.
      </p>
      ${people.map(entry)}`,
  );
}

function entry({ service, name, accessToken, tokenSecret, profile, emails, login }: SamplePerson): Html {
  return html`<article class="person">
    <h2>${name} at ${SERVICE_NAMES[service]}</h2>
    <p>${login}</p>
    <dl>
      <dt>access_token</dt>
      <dd><code>${accessToken}</code></dd>
      ${
        tokenSecret === undefined
          ? ''
          : html`<dt>token_secret</dt>
              <dd><code>${tokenSecret}</code></dd>`
      }
    </dl>
    ${shown('Profile', profile)} ${emails ? shown('Addresses', emails) : ''}
  </article>`;
}

function shown(what: string, value: unknown): Html {
  return html`<h3>${what}</h3>
    <pre>${JSON.stringify(value, null, 2)}</pre>`;
}
