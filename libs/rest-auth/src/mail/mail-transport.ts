import type { Transport } from 'nodemailer';
import type JSONTransport from 'nodemailer/lib/json-transport/index.js';
import type SMTPTransport from 'nodemailer/lib/smtp-transport/index.js';

/**
 * What nodemailer sends with: an SMTP URL (`smtps://user:password@host`), the options of an SMTP connection (`{ host, port, auth }`), `{ jsonTransport: true }`
 * to send nothing, or a transport of any kind.
 */
export type SendMailTransport = string | SMTPTransport.Options | JSONTransport.Options | Transport<unknown>;
