import { html } from '../pages/html.js';
import { layout } from '../pages/layout.js';

/** The explorer, with a choice of instances. */
export function explorerPage(names: readonly string[]): string {
  return layout(
    'API explorer',
    html`<h1>API explorer</h1>
      <noscript>
        <p>It needs JavaScript. The <a href="/forms">forms</a> work without, and so do the OpenAPI documents:</p>
        <ul>
          ${names.map((name) => html`<li><a href="/docs/${name}">${name}</a></li>`)}
        </ul>
      </noscript>
      <div id="swagger-ui"></div>`,
    html`<link rel="stylesheet" href="/docs/files/swagger-ui.css" />
      <script src="/docs/files/swagger-ui-bundle.js" defer></script>
      <script src="/docs/files/swagger-ui-standalone-preset.js" defer></script>
      <script type="module" src="/assets/explorer.mjs"></script>`,
  );
}
