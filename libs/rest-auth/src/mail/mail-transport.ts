import type { TransportType } from '@nestjs-modules/mailer';

/** What nodemailer sends with: an SMTP URL, a transport's options (`{ host, port, auth }`, `{ jsonTransport: true }`), or a transport itself. */
export type SendMailTransport = TransportType;
