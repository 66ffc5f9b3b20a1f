import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

import { sameSecret } from '../../kernel/secrets.js';
import { CommandFailure, ExitCode, wrongUse } from '../exit-code.js';
import type { Terminal } from '../terminal.js';

/** The password, typed twice on a terminal and never shown. */
export async function askForPassword(terminal: Terminal): Promise<string> {
  if (!terminal.isInteractive) {
    throw wrongUse('There is no terminal to ask for the password on: give --password-stdin, or --no-password.');
  }
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: terminal.stdin, output: nowhere, terminal: true, historySize: 0 });
  // Ctrl+Z would leave the terminal as it was before, and the password be seen.
  reader.on('SIGTSTP', () => undefined);
  const interrupted = new Promise<never>((_resolve, reject) => {
    reader.once('SIGINT', () => reject(new CommandFailure(ExitCode.interrupted, 'Interrupted: nothing was written.')));
  });
  const lines = reader[Symbol.asyncIterator]();
  const ask = async (question: string): Promise<string> => {
    terminal.stderr.write(question);
    const line = await Promise.race([lines.next(), interrupted]).finally(() => terminal.stderr.write('\n'));
    if (line.done) throw new CommandFailure(ExitCode.refused, 'No password was typed: nothing was written.');
    return line.value;
  };
  try {
    const password = await ask('Password: ');
    if (!sameSecret(await ask('Password again: '), password)) {
      throw new CommandFailure(ExitCode.refused, 'The two passwords differ: nothing was written.');
    }
    return password;
  } finally {
    reader.close();
  }
}

/** The password as another program hands it over: everything, but for one line end. */
export async function readPassword({ stdin }: Terminal): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk as Buffer | string));
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
      .decode(Buffer.concat(chunks))
      .replace(/\r?\n$/, '');
  } catch {
    throw new CommandFailure(ExitCode.refused, 'What came on stdin is no UTF-8: nothing was written.');
  }
}
