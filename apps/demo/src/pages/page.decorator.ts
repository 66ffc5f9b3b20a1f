import { applyDecorators, Header } from '@nestjs/common';

const POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': 'data:',
  'connect-src': "'self'",
  'form-action': "'self'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
};

/** A route that answers with a page of forms. */
export function FormPage(): MethodDecorator {
  return applyDecorators(...headers(POLICY));
}

/** A route that answers with a page that shows mails, whose HTML parts bear their styles with them. */
export function MailPage(): MethodDecorator {
  return applyDecorators(...headers({ ...POLICY, 'style-src': "'self' 'unsafe-inline'" }));
}

function headers(policy: Readonly<Record<string, string>>): MethodDecorator[] {
  return [
    Header('Content-Type', 'text/html; charset=utf-8'),
    Header(
      'Content-Security-Policy',
      Object.entries(policy)
        .map(([directive, sources]) => `${directive} ${sources}`)
        .join('; '),
    ),
    // Addresses with a key or token in them stay here. Not `no-referrer`: browsers then send `Origin: null` with a form, which
    // no CSRF protection can tell from a foreign page's.
    Header('Referrer-Policy', 'same-origin'),
    Header('X-Content-Type-Options', 'nosniff'),
    Header('Cache-Control', 'no-store'),
  ];
}
