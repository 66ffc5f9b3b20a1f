import { accessibility } from './flows/accessibility.mjs';
import { account } from './flows/account.mjs';
import { expiry } from './flows/expiry.mjs';
import { formErrors } from './flows/form-errors.mjs';
import { joining } from './flows/joining.mjs';
import { keyboard } from './flows/keyboard.mjs';
import { passwords } from './flows/passwords.mjs';
import { pictures } from './flows/pictures.mjs';
import { screens } from './flows/screens.mjs';
import { serverPages } from './flows/server-pages.mjs';
import { social } from './flows/social.mjs';
import { socialAccounts } from './flows/social-accounts.mjs';
import { switching } from './flows/switching.mjs';
import { tabs } from './flows/tabs.mjs';
import { wire } from './flows/wire.mjs';

/**
 * What holds at every instance. A flow has a `name` and `run`; `refusals` are the statuses that it provokes, and `isFor` says for which instances it is.
 */
export const INSTANCE_FLOWS = [
  ...joining,
  ...social,
  ...account,
  ...passwords,
  ...socialAccounts,
  ...expiry,
  ...tabs,
  ...wire,
  ...formErrors,
  ...switching,
  ...keyboard,
];

/** What does not depend on the instance. */
export const PAGE_FLOWS = [...screens, ...serverPages];

/** The pages by axe's rules, which takes as long as all flows together. */
export const AUDIT_FLOWS = accessibility;

/** Taken when a folder for them is named. */
export const PICTURE_FLOWS = pictures;
