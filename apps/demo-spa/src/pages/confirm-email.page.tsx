import { Anchor } from '@mantine/core';
import { Link, useParams } from 'react-router';

import type { Field } from '../forms/field.js';
import { FlowForm } from '../forms/flow-form.js';
import { useDemo } from '../session/demo.context.js';
import { Page } from './page.js';

/** Where the link of a verification mail leads. Only the button verifies: mail scanners open every link. */
export function ConfirmEmailPage() {
  const { account, instance } = useDemo();
  const { key = '' } = useParams();
  const fields: readonly Field[] = [
    { name: 'key', label: 'Key', value: key, required: true, description: 'It stands in the link of the mail' },
  ];
  return (
    <Page
      title="Verify the address"
      intro={
        <>
          The link of the mail leads here. Look for it in{' '}
          <Anchor component={Link} to={`/${instance.id}/mail`} underline="always">
            your mail
          </Anchor>
          .
        </>
      }
    >
      <FlowForm
        fields={fields}
        button="Verify this address"
        what="Verifying"
        ask={(body) => account.endpoints.verifyEmail(body)}
        done={() => 'The address is verified. You can log in.'}
      />
    </Page>
  );
}
