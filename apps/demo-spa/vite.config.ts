import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the demo listens: `npm run demo`, or `npm run demo:start`. */
const DEMO = 'http://localhost:3000';

/** What the demo answers itself: whatever is not the client's. */
const DEMO_PATHS = '^/(?!app(?:/|$))';

export default defineConfig({
  base: '/app/',
  plugins: [react()],
  // The demo's server puts a nonce of its own into each answer: the component library writes <style> elements.
  html: { cspNonce: '__CSP_NONCE__' },
  // One chunk: it is read from the machine that it runs on.
  build: { chunkSizeWarningLimit: 700 },
  server: {
    // One origin, as behind the demo itself. The Host header stays the browser's, so that no page counts as a foreign one.
    proxy: { [DEMO_PATHS]: { target: DEMO, changeOrigin: false } },
  },
});
