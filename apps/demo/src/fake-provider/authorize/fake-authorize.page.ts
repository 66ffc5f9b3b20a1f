import { html, type Html } from '../../pages/html.js';
import { layout } from '../../pages/layout.js';
import { SERVICE_NAMES, type SocialService } from '../../social/social-services.js';
import type { SamplePerson } from '../sample-people.js';

/** What of the question goes along with the answer. */
const PARAMETERS = ['client_id', 'redirect_uri', 'state', 'code_challenge', 'code_challenge_method', 'oauth_token'];

/** Who is it, and may the demo know? */
export function fakeAuthorizePage(
  service: SocialService,
  people: readonly SamplePerson[],
  question: Readonly<Record<string, unknown>>,
): string {
  const name = SERVICE_NAMES[service];
  const kept = PARAMETERS.flatMap((parameter): Html[] => {
    const value = question[parameter];
    return typeof value === 'string' ? [html`<input type="hidden" name="${parameter}" value="${value}" />`] : [];
  });
  return layout(
    `Log in with ${name}`,
    html`<h1>Log in with ${name}</h1>
      <p>
        This page stands in for ${name}’s own, since the demo has no keys of it.
        <strong>nestjs-rest-auth demo</strong> would like to know your name and your e-mail address.
      </p>
      <form class="people" method="post" action="/fake-provider/${service}/authorize">
        ${kept} ${people.map(choice)}
        <button class="secondary" name="person" value="">Refuse</button>
      </form>`,
  );
}

function choice({ accessToken, profile, name, login }: SamplePerson): Html {
  const full = typeof profile['name'] === 'string' ? profile['name'] : name;
  return html`<section>
    <p>${login}</p>
    <button name="person" value="${accessToken}">Continue as ${full}</button>
  </section>`;
}
