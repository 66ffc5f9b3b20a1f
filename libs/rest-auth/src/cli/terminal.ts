import type { Readable, Writable } from 'node:stream';

/** What a process has, and a test can make. */
export interface Streams {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

/** Where a command reads and writes: answers go to stdout, everything else (errors, questions, progress) to stderr. */
export class Terminal {
  readonly stdin: Streams['stdin'];
  readonly stderr: Streams['stderr'];
  /** Whether an answer could not be printed. */
  isOutputLost = false;
  private readonly write: (text: string) => void;
  private readonly flushOutput: () => Promise<void>;

  constructor(private readonly streams: Streams) {
    const { stdin, stdout, stderr } = streams;
    this.stdin = stdin;
    this.stderr = stderr;
    // Kept as it is now, for `keepHostOff()`.
    const write = stdout.write.bind(stdout);
    this.write = (text) => write(text);
    this.flushOutput = () =>
      new Promise((resolve) => {
        if (!stdout.writable)
          setImmediate(resolve); // Not before its error has been told.
        else write('', () => resolve());
      });
    stdout.on('error', (error: Error & { code?: string }) => {
      // `… | head` goes away when it has seen enough; a disk that is full does not.
      if (error.code === 'EPIPE') return;
      this.isOutputLost = true;
      this.tell(`What was found could not be printed: ${error.message}`);
    });
    stderr.on('error', () => undefined);
  }

  /** Whether somebody can be asked. */
  get isInteractive(): boolean {
    return this.stdin.isTTY === true && this.stderr.isTTY === true;
  }

  /** Whether somebody looks on. */
  get isWatched(): boolean {
    return this.stderr.isTTY === true;
  }

  /** An answer. */
  print(text: string): void {
    this.write(`${text}\n`);
  }

  /** What is not the answer itself. */
  tell(text: string): void {
    this.stderr.write(`${text}\n`);
  }

  /** From now on what anybody else prints goes to stderr: a host may greet while it boots, and stdout is the answer's. */
  keepHostOff(): void {
    const { stdout, stderr } = this.streams;
    stdout.write = stderr.write.bind(stderr);
  }

  /** Resolves once everything has been handed over. */
  flush(): Promise<void> {
    return this.flushOutput();
  }
}
