import { Anchor, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSearchParams } from 'react-router';

import { Page } from '../pages/page.js';
import { useDemo } from '../session/demo.context.js';
import type { Mail } from './mail.js';
import { MailCard } from './mail-card.js';
import { useMails } from './use-mails.js';

/** The mails that the demo would have sent, as they come. */
export function MailPage() {
  const { config } = useDemo();
  const [query] = useSearchParams();
  const [to, setTo] = useState(query.get('to') ?? '');
  const { page, mailServer } = config.mailbox;
  return (
    <Page
      title="Check your mail"
      intro="What the server would have sent; new mails appear by themselves. Follow the link in yours."
    >
      {mailServer === null ? (
        <Stack gap="md">
          <TextInput
            label="Only to this address"
            type="email"
            autoComplete="email"
            value={to}
            onChange={({ currentTarget }) => setTo(currentTarget.value)}
          />
          <MailList to={to} />
          <Anchor href={page} size="sm">
            The whole mailbox
          </Anchor>
        </Stack>
      ) : (
        <Text>
          Mails are sent by SMTP to <strong>{mailServer}</strong>: look for them there.
        </Text>
      )}
    </Page>
  );
}

function MailList({ to }: { readonly to: string }) {
  const { mailbox } = useDemo().config;
  const mails = useMails(mailbox, to);
  return (
    <Stack gap="md">
      {/* How many, and no more: a whole mail is not to be read out into whatever somebody is doing. */}
      <Text role="status" size="sm" c={mails === null ? 'error' : 'dimmed'}>
        {countOf(mails)}
      </Text>
      {mails?.map((mail) => (
        <MailCard key={mail.id} mail={mail} />
      ))}
    </Stack>
  );
}

function countOf(mails: readonly Mail[] | null | undefined): string {
  if (mails === undefined) return 'Looking for mails…';
  if (mails === null) return 'The mailbox cannot be reached.';
  if (mails.length === 0) return 'No mail so far. It takes a second or two.';
  return mails.length === 1 ? 'One mail.' : `${mails.length} mails, newest first.`;
}
