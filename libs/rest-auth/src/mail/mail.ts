import type { MailTemplateName } from '../rest-auth.settings.js';

/** A mail that is to be sent: which, to whom, and what its texts speak of. */
export interface Mail {
  readonly template: MailTemplateName;
  readonly to: string;
  readonly variables: Readonly<Record<string, string>>;
  /** In these languages, best first. */
  readonly languages: readonly string[];
  /** After this its links are dead and it is not worth sending. */
  readonly expiresAt: Date;
}

/** A mail as it goes out. */
export interface RenderedMail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}
