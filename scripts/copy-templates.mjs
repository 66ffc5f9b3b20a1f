// tsc copies no data: the mail templates go to dist/ as they are.
import { cpSync, rmSync } from 'node:fs';

const from = new URL('../libs/rest-auth/src/mail/templates/', import.meta.url);
const to = new URL('../libs/rest-auth/dist/mail/templates/', import.meta.url);

rmSync(to, { recursive: true, force: true });
cpSync(from, to, { recursive: true });
