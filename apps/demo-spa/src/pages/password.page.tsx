import type { Field } from '../forms/field.js';
import { FlowForm } from '../forms/flow-form.js';
import { newPasswordFields } from '../forms/new-password-fields.js';
import { useDemo } from '../session/demo.context.js';
import { OnlyLoggedIn } from './only-logged-in.js';
import { Page } from './page.js';

export function PasswordPage() {
  const { account, instance } = useDemo();
  const present: Field = {
    name: 'old_password',
    label: 'Present password',
    type: 'password',
    autoComplete: 'current-password',
    required: true,
  };
  const fields = [...(instance.oldPasswordRequired ? [present] : []), ...newPasswordFields(instance)];
  return (
    <Page
      title="Change the password"
      intro="Ends every other login of the account; the one that makes the change lives on."
    >
      <OnlyLoggedIn>
        {() => (
          <FlowForm
            fields={fields}
            button="Change the password"
            what="Changing the password"
            ask={(body) => account.changePassword(body)}
            done={() => 'The password is changed. All other logins have ended.'}
          />
        )}
      </OnlyLoggedIn>
    </Page>
  );
}
