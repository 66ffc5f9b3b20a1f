import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';

import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';

import { Start } from './start.js';
import { cssVariables, theme } from './theme.js';

/** What the server lets <style> elements bear; a script reads it by the property alone. */
function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';
}

const root = document.getElementById('root');
if (root === null) throw new TypeError('index.html has a #root.');

createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <Notifications position="bottom-right" />
      <BrowserRouter basename={import.meta.env.BASE_URL}>
        <Start />
      </BrowserRouter>
    </MantineProvider>
  </StrictMode>,
);
