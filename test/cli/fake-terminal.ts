import { PassThrough } from 'node:stream';

import { Terminal } from '../../libs/rest-auth/src/cli/terminal.js';

/** A terminal that keeps what it is told; somebody sits at it where `isTTY` is true. */
export function fakeTerminal({ isTTY = false } = {}) {
  const stdin = Object.assign(new PassThrough(), { isTTY, setRawMode: (_isRaw: boolean) => undefined as unknown });
  const [stdout, stderr] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY })];
  const told = { stdout: '', stderr: '' };
  stdout.on('data', (text) => (told.stdout += String(text)));
  stderr.on('data', (text) => (told.stderr += String(text)));
  return { terminal: new Terminal({ stdin, stdout, stderr }), stdin, told };
}
