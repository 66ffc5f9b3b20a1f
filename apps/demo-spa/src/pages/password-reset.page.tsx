import { useNavigate, useParams } from 'react-router';

import type { Field } from '../forms/field.js';
import { FlowForm } from '../forms/flow-form.js';
import { newPasswordFields } from '../forms/new-password-fields.js';
import { useDemo } from '../session/demo.context.js';
import { tell } from '../shell/tell.js';
import { Page } from './page.js';

/** Where the link of a reset mail leads. */
export function PasswordResetPage() {
  const { account, instance } = useDemo();
  const { uid = '', token = '' } = useParams();
  const navigate = useNavigate();
  const fields: readonly Field[] = [
    { name: 'uid', label: 'User id', value: uid, required: true, description: 'From the link of the mail' },
    { name: 'token', label: 'Reset token', value: token, required: true, description: 'From the link of the mail' },
    ...newPasswordFields(instance),
  ];
  return (
    <Page
      title="Set a new password"
      intro="The link of the mail leads here. Every login of the account ends, and nobody is logged in by it."
    >
      <FlowForm
        fields={fields}
        button="Set this password"
        what="Setting the password"
        ask={(body) => account.endpoints.confirmReset(body)}
        done={() => DONE}
        onDone={() => {
          tell(DONE);
          void account.load();
          // Replaced, so that the token of the link stays in no history.
          void navigate(`/${instance.id}/login`, { replace: true });
        }}
      />
    </Page>
  );
}

const DONE = 'The new password is set. You can log in with it.';
