import type { Field } from '../forms/field.js';
import { FlowForm } from '../forms/flow-form.js';
import { useDemo } from '../session/demo.context.js';
import { Page } from './page.js';

const FIELDS: readonly Field[] = [
  { name: 'email', label: 'E-mail address', type: 'email', autoComplete: 'email', required: true },
];

export function ResendPage() {
  const { account } = useDemo();
  return (
    <Page
      title="Send the mail again"
      intro="Sends the verification mail once more to an address that waits for its proof. The answer is the same whoever has that address, or nobody."
    >
      <FlowForm
        fields={FIELDS}
        button="Send again"
        what="Sending"
        ask={(body) => account.endpoints.resendEmail(body)}
        done={() => 'If that address waits for its proof, a mail is under way.'}
        keepsValues
      />
    </Page>
  );
}
