import { html, type Html } from './html.js';

/** A whole page around `content`; `head` is what it loads besides. */
export function layout(title: string, content: Html, head: Html | '' = ''): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · nestjs-rest-auth demo</title>
        <link rel="icon" href="data:," />
        ${head}
        <link rel="stylesheet" href="/assets/demo.css" />
        <script type="module" src="/assets/demo.mjs"></script>
      </head>
      <body>
        <header>
          <nav aria-label="Demo">
            <a class="home" href="/">nestjs-rest-auth</a> <a href="/app/">Client</a> <a href="/mailbox">Mailbox</a>
            <a href="/docs/">API explorer</a> <a href="/forms">Forms</a>
          </nav>
        </header>
        <main>${content}</main>
      </body>
    </html>`.toString();
}
