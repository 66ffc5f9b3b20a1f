import { SAMPLE_ACCOUNTS } from '../sample-accounts/sample-accounts.js';
import { namesOf, type SocialService } from '../social/social-services.js';
import { html, type Html } from './html.js';
import { layout } from './layout.js';

/** All that an application writes. */
const SNIPPET = `RestAuthModule.forRoot({
  user: User,            // your own TypeORM entity
  preset: 'hardened',    // the safe defaults
  secret: process.env['SECRET'] ?? '',
  mail: { transport: 'smtp://127.0.0.1:1025' },
  links: {
    passwordReset: 'https://app.example/reset/{uid}/{token}',
    emailVerification: 'https://app.example/confirm-email/{key}',
  },
})`;

/** What this is, in one screen. `fakeServices` are those that the fake provider stands in for. */
export function homePage(fakeServices: readonly SocialService[]): string {
  const [{ username, password }] = SAMPLE_ACCOUNTS;
  return layout(
    'Accounts over REST for NestJS',
    html`<h1>Accounts over REST for NestJS</h1>
      <p class="lead">
        Registration, login, passwords, proven addresses, social accounts and active logins: one module, over your own
        user entity. It keeps the wire contract of dj-rest-auth, so a client written for that runs unchanged.
      </p>
      <nav class="doors" aria-label="Try it">
        ${door('/app/', 'Open the client', 'As your users would meet it')}
        ${door('/mailbox', 'Mailbox', 'Every mail it sends')}
        ${door('/docs/', 'API explorer', 'Each endpoint, to try out')}
        ${door('/forms', 'Forms', 'No JavaScript needed')}
      </nav>
      <pre><code>${SNIPPET}</code></pre>
      <p>
        This demo runs it nine times over the same users: with tokens, JSON Web Tokens, the same in cookies, and
        sessions, each by the default and by the hardened preset, and plain at <code>/dj-rest-auth/</code>.
        <code>${username}</code> with the password <code>${password}</code> logs in everywhere.
        ${fakeServices.length > 0 ? fakeProvider(fakeServices) : ''}
      </p>
      <p class="quiet">
        Keep it on your own machine: whoever reaches this page reads the mailbox, too. Documentation:
        <code>docs/</code>, or <code>npm run docs:dev</code> as a site.
      </p>`,
  );
}

function door(href: string, title: string, what: string): Html {
  return html`<a href="${href}"><strong>${title}</strong> <span>${what}</span></a>`;
}

function fakeProvider(services: readonly SocialService[]): Html {
  return html`A <a href="/fake-provider">fake provider</a> answers as ${namesOf(services)}, with no keys and no network.`;
}
