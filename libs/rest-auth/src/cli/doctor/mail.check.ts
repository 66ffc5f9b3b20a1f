import { setTimeout as pause } from 'node:timers/promises';

import { RestAuthSettings, type SendMailTransport } from '../../index.js';
import type { Instance } from '../host/instance.js';
import type { Finding } from './finding.js';

/** How long a mail server may take to answer. */
const SECONDS = 10;

export interface MailCheck {
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

/** Whether the mail server lets us in; nothing is sent. */
export async function checkMail(instance: Instance): Promise<MailCheck> {
  const { mail } = instance.get(RestAuthSettings);
  if (!mail) return noted('Mail is off (`mail: false`).');
  if (instance.structure.ports?.mailer)
    return noted('Mails are sent by a mailer of your own (`ports.mailer`): not asked.');
  if (typeof mail.transport === 'object' && 'jsonTransport' in mail.transport) {
    return noted('`mail.transport` is a jsonTransport: mails are sent nowhere.');
  }
  const failure = await failureOf(mail.transport);
  if (failure === null) return noted('The mail server answers, and lets us in.');
  return {
    findings: [
      {
        check: 'mail',
        problem: `The mail server cannot be used (${failure}): mails wait in the outbox, and are given up in the end.`,
        remedy: 'Correct `mail.transport`, or start the server.',
      },
    ],
    notes: [],
  };
}

function noted(note: string): MailCheck {
  return { findings: [], notes: [note] };
}

/** Its code alone: the text of an error may quote what was sent. */
async function failureOf(transport: SendMailTransport): Promise<string | null> {
  const { createTransport } = await import('nodemailer');
  // nodemailer has a signature for each kind.
  const mailer =
    typeof transport === 'string'
      ? createTransport(transport)
      : 'send' in transport
        ? createTransport(transport)
        : createTransport(transport);
  const limit = new AbortController();
  try {
    return await Promise.race([
      Promise.resolve(mailer.verify()).then(() => null),
      pause(SECONDS * 1000, `no answer within ${SECONDS} s`, { signal: limit.signal }),
    ]);
  } catch (error) {
    const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
    return [code ?? 'error', responseCode]
      .filter((part) => part !== undefined)
      .map(String)
      .join(' ');
  } finally {
    limit.abort();
    mailer.close();
  }
}
