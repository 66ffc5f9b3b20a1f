import { html } from '../pages/html.js';
import { layout } from '../pages/layout.js';

/** What stands in the client's place until it is built. */
export function missingClientPage(): string {
  return layout(
    'Client',
    html`<h1>The client is not built</h1>
      <p>Build it, and start the demo again:</p>
      <pre>npm run build:demo-spa && npm run demo:start</pre>
      <p><code>npm run demo</code> does all of it. The <a href="/forms">forms</a> work without.</p>`,
  );
}
