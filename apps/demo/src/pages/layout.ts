import { html, type Html } from './html.js';

/** A whole page around `content`. */
export function layout(title: string, content: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · nestjs-rest-auth demo</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/demo.css" />
        <script type="module" src="/assets/demo.mjs"></script>
      </head>
      <body>
        <header>
          <nav><a href="/">All endpoints</a> <a href="/mailbox">Mailbox</a></nav>
        </header>
        <main>${content}</main>
      </body>
    </html>`.toString();
}
