import { applyDecorators, Header } from '@nestjs/common';

const POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
  'frame-src': "'self'",
  'form-action': "'self'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
};

type Directives = Readonly<Partial<Record<keyof typeof POLICY | 'font-src' | 'sandbox', string>>>;

/** The policy of the demo's pages, with other sources where `directives` names them. */
export function contentSecurityPolicy(directives: Directives = {}): string {
  return Object.entries({ ...POLICY, ...directives })
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');
}

/** A route that answers with a page of the demo's. */
export function Page(): MethodDecorator {
  return applyDecorators(...headers({}));
}

/** A route that answers with the API explorer. The hash is of the style in Swagger UI's logo; without it the logo has other colours. */
export function ExplorerPage(): MethodDecorator {
  return applyDecorators(...headers({ 'style-src': "'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='" }));
}

/** A route that answers with the HTML part of a mail, which bears its styles with it: whatever stands in there, it runs nothing and asks for nothing. */
export function MailPart(): MethodDecorator {
  return applyDecorators(
    ...headers({
      ...{ 'script-src': "'none'", 'style-src': "'unsafe-inline'", 'img-src': 'data:' },
      ...{ 'connect-src': "'none'", 'frame-src': "'none'", 'form-action': "'none'", 'frame-ancestors': "'self'" },
      sandbox: 'allow-popups allow-popups-to-escape-sandbox',
    }),
  );
}

function headers(directives: Directives): MethodDecorator[] {
  return [
    Header('Content-Type', 'text/html; charset=utf-8'),
    Header('Content-Security-Policy', contentSecurityPolicy(directives)),
    // Addresses with a key or token in them stay here. Not `no-referrer`: browsers then send `Origin: null` with a form, which
    // no CSRF protection can tell from a foreign page's.
    Header('Referrer-Policy', 'same-origin'),
    Header('X-Content-Type-Options', 'nosniff'),
    Header('Cache-Control', 'no-store'),
  ];
}
