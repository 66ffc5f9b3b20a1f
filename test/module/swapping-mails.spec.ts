import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  EmailAddressStore,
  Mailer,
  type MailTemplateFiles,
  type MailTemplateName,
  Outbox,
  type RenderedMail,
  type RestAuthOptions,
} from 'nestjs-rest-auth';

import { ask, type Host, register, registration, REQUIRED, withHost } from '../support/host.js';
import { socialHosts } from '../support/social-host.js';
import { GINA } from '../support/social-site.js';
import type { User } from '../support/test-user.js';

const social = socialHosts();

class Pigeons extends Mailer {
  static mails: RenderedMail[] = [];
  override async send(mail: RenderedMail) {
    Pigeons.mails.push(mail);
  }
}

/** The mails that somebody's act caused, once none waits any more. */
async function mailsOf(host: Host, act: () => Promise<unknown>): Promise<RenderedMail[]> {
  const outbox = host.app.get(Outbox, { strict: false });
  await outbox.drain();
  Pigeons.mails = [];
  await act();
  await outbox.drain();
  return Pigeons.mails;
}

interface Swap {
  options?: Partial<RestAuthOptions<User>>;
  /** Whether it is about a provider. Default false. */
  social?: boolean;
  /** Has the mail sent, to Alice. */
  send: (host: Host) => Promise<RenderedMail[]>;
  /** A template of the host's own, with what it speaks of. */
  template: string;
  expected: RegExp;
}

/** A mail that is missing here does not compile. */
const SWAPS: Record<MailTemplateName, Swap> = {
  'password-reset': {
    send: async (host) => {
      await register(host, 'alice');
      return mailsOf(host, () => ask(host, ['POST password/reset', { email: 'alice@example.com' }]));
    },
    template: 'Ours for {{username}} at {{siteName}}: {{link}} is {{uid}} and {{token}}.',
    expected:
      /^Ours for alice at example\.com: http:\/\/app\.test\/password-reset\/confirm\/(?<uid>1)\/(?<token>\w+)\/ is \k<uid> and \k<token>\.$/,
  },
  'email-verification': {
    send: (host) => mailsOf(host, () => register(host, 'alice')),
    template: 'Ours for {{username}} at {{siteDomain}}: {{link}} has {{key}}.',
    expected: /^Ours for alice at example\.com: http:\/\/app\.test\/confirm-email\/(?<key>[\w:-]+)\/ has \k<key>\.$/,
  },
  'account-exists': {
    options: { email: { verification: 'mandatory' } },
    send: async (host) => {
      await ask(host, ['POST registration', registration('alice')]);
      const addresses = host.app.get(EmailAddressStore, { strict: false });
      const [row] = await addresses.findByEmail('alice@example.com', 1);
      await addresses.verify(row?.id ?? '', 'alice@example.com');
      return mailsOf(host, () =>
        ask(host, ['POST registration', registration('mallory', { email: 'alice@example.com' })]),
      );
    },
    template: 'Ours for {{email}} at {{siteName}}.',
    expected: /^Ours for alice@example\.com at example\.com\.$/,
  },
  'password-changed': {
    // Nobody has proven anything here.
    options: { email: { verification: 'none' }, notices: { passwordChanged: true } },
    send: async (host) => {
      const key = await register(host, 'alice');
      const change = { new_password1: 'Looking-glass7', new_password2: 'Looking-glass7' };
      return mailsOf(host, () => ask(host, ['POST password/change', change, key]));
    },
    template: 'Ours for {{username}} at {{siteName}}: on {{at}} from {{address}}.',
    expected: /^Ours for alice at example\.com: on \d{4}-\d\d-\d\d \d\d:\d\d UTC from [:f.]*127\.0\.0\.1\.$/,
  },
  'social-account-connected': {
    options: { email: { verification: 'none' }, notices: { socialAccountConnected: true } },
    social: true,
    send: async (host) => {
      const key = await register(host, 'alice');
      const access_token = social.provider.github.token(GINA);
      return mailsOf(host, () => ask(host, ['POST github/connect', { access_token }, key]));
    },
    template: 'Ours for {{username}} at {{siteName}}: {{provider}}, on {{at}}.',
    expected: /^Ours for alice at example\.com: github, on \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/,
  },
};

const PARTS: Record<keyof MailTemplateFiles, keyof MailTemplateFiles> = { text: 'html', html: 'text' };

const ALL = Object.entries(SWAPS).flatMap(([name, swap]) =>
  Object.entries(PARTS).map(([part, other]) => ({ name, part, other, ...swap })),
);

describe('a mail template', () => {
  it('is swapped here, whichever it is', async () => {
    const files = await readdir(new URL('../../libs/rest-auth/src/mail/templates/', import.meta.url));
    expect(ALL.map(({ name, part }) => `${name}.${part}.hbs`).sort()).toEqual(files.sort());
  });

  it.each(ALL)(
    'swapped by `templates: { $name: { $part } }` is what is sent',
    async ({ name, part, other, ...swap }) => {
      const directory = await mkdtemp(join(tmpdir(), 'templates-'));
      try {
        const file = join(directory, 'ours.hbs');
        await writeFile(file, swap.template);
        const mail = { ...REQUIRED.mail, templates: { [name]: { [part]: file } } };
        const [sent, ...more] = await withHost(
          { ...(swap.social && social.options()), ...swap.options, mail, ports: { mailer: Pigeons } },
          swap.send,
        );
        const parts: Record<string, string | undefined> = { text: sent?.text, html: sent?.html };
        expect(sent?.to).toBe('alice@example.com');
        expect(parts[part]).toMatch(swap.expected);
        expect(parts[other]).toContain('Hello from example.com!');
        expect(more).toEqual([]);
      } finally {
        await rm(directory, { recursive: true });
      }
    },
  );
});
