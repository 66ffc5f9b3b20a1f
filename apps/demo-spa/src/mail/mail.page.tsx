import { Anchor, Loader, Stack, Text, TextInput } from '@mantine/core';
import { useSearchParams } from 'react-router';

import { Page } from '../pages/page.js';
import { useDemo } from '../session/demo.context.js';
import { MailCard } from './mail-card.js';
import { useMails } from './use-mails.js';

/** The mails that the demo would have sent, as they come. */
export function MailPage() {
  const { config } = useDemo();
  const [query, setQuery] = useSearchParams();
  const to = query.get('to') ?? '';
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
            defaultValue={to}
            onChange={({ currentTarget: { value } }) => setQuery(value === '' ? {} : { to: value }, { replace: true })}
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
  if (mails === undefined) return <Loader aria-label="Looking for mails" />;
  return (
    <Stack gap="md" aria-live="polite">
      {mails === null && <Text c="error">The mailbox cannot be reached.</Text>}
      {mails?.length === 0 && <Text>No mail so far. It takes a second or two.</Text>}
      {mails?.map((mail) => (
        <MailCard key={mail.id} mail={mail} />
      ))}
    </Stack>
  );
}
