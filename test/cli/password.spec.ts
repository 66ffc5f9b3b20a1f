import { askForPassword, readPassword } from '../../libs/rest-auth/src/cli/user-create/password.js';
import { fakeTerminal } from './fake-terminal.js';

/** What comes of those keys, and what is seen meanwhile. */
async function typing(keys: string) {
  const { terminal, stdin, told } = fakeTerminal({ isTTY: true });
  stdin.write(keys);
  const outcome = await askForPassword(terminal).catch((error: unknown) => error);
  return { outcome, seen: told.stderr + told.stdout };
}

describe('a password', () => {
  it('is typed twice, and never seen', async () => {
    expect(await typing(' correct horse \r correct horse \r')).toEqual({
      outcome: ' correct horse ',
      seen: 'Password: \nPassword again: \n',
    });
  });

  it('is refused when the two differ, with 65', async () => {
    const { outcome, seen } = await typing('correct horse\rcorrect house\r');
    expect(outcome).toMatchObject({ exitCode: 65, message: 'The two passwords differ: nothing was written.' });
    expect(seen).not.toContain('correct');
  });

  it('may be left off, by Ctrl+C with 130, and by Ctrl+D', async () => {
    expect((await typing('correct\u0003')).outcome).toMatchObject({ exitCode: 130 });
    expect((await typing('\u0004')).outcome).toMatchObject({ exitCode: 65 });
  });

  it('stays unseen where somebody types Ctrl+Z', async () => {
    const modes: boolean[] = [];
    const { terminal, stdin, told } = fakeTerminal({ isTTY: true });
    stdin.setRawMode = (isRaw) => void modes.push(isRaw);
    stdin.write('cor\u001arect\rcorrect\r');
    expect(await askForPassword(terminal)).toBe('correct');
    expect([modes, told.stderr]).toEqual([[true, false], 'Password: \nPassword again: \n']);
  });

  it('is asked of nobody where there is no terminal', async () => {
    const { terminal } = fakeTerminal();
    await expect(askForPassword(terminal)).rejects.toMatchObject({ exitCode: 64 });
  });

  it.each([
    ['correct horse\n', 'correct horse'],
    ['correct horse\r\n', 'correct horse'],
    [' two\nlines \n\n', ' two\nlines \n'],
    ['', ''],
    ['pässwörd', 'pässwörd'],
  ])('comes from stdin but for one line end: %j', async (input, password) => {
    const { terminal, stdin } = fakeTerminal();
    stdin.end(input);
    expect(await readPassword(terminal)).toBe(password);
  });

  it('must be a text', async () => {
    const { terminal, stdin } = fakeTerminal();
    stdin.end(Buffer.from([0xff, 0xfe]));
    await expect(readPassword(terminal)).rejects.toMatchObject({ exitCode: 65 });
  });
});
