import { run } from '../../libs/rest-auth/src/cli/run.js';
import { fakeTerminal } from './fake-terminal.js';

/** How it ends, and what it says. */
async function ending(...parameters: string[]) {
  const { terminal, told } = fakeTerminal();
  const code = await run(parameters, terminal);
  await terminal.flush();
  return { code, ...told };
}

describe('the command', () => {
  it('prints its help, and that of each command, on stdout', async () => {
    const helps = [await ending('--help'), await ending('doctor', '--help'), await ending('user:create', '-h')];
    expect(helps.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ''],
      [0, ''],
      [0, ''],
    ]);
    for (const { stdout } of helps)
      expect(stdout).toMatch(/^Usage: nestjs-rest-auth [^]*\nExamples:\n[^]*\nExit codes:\n/);
  });

  it.each([
    [['docter', 'x.js'], "error: unknown command 'docter'\n(Did you mean doctor?)\n(--help tells how it is used)\n"],
    [['doctor'], "error: missing required argument 'module'\n(--help tells how it is used)\n"],
    [
      ['doctor', 'a.js', 'b.js'],
      "error: too many arguments for 'doctor'. Expected 1 argument but got 2.\n(--help tells how it is used)\n",
    ],
    [
      ['user:create', 'a.js'],
      "error: required option '--username <name>' not specified\n(--help tells how it is used)\n",
    ],
    [
      ['doctor', 'src/app.module.ts'],
      expect.stringContaining('src/app.module.ts is TypeScript: build your application'),
    ],
  ])('ends with 64 for %j, and says what is wrong', async (parameters, stderr) => {
    expect(await ending(...parameters)).toEqual({ code: 64, stdout: '', stderr });
  });
});
