import type { Terminal } from './terminal.js';

/** Does something with each of the items in turn, under a bar where somebody looks on. */
export async function withProgress<Item, Result>(
  terminal: Terminal,
  label: string,
  items: readonly Item[],
  act: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const bar = terminal.isWatched && items.length > 1 ? await startBar(terminal, label, items.length) : null;
  const results: Result[] = [];
  try {
    for (const item of items) {
      results.push(await act(item));
      bar?.increment();
    }
  } finally {
    bar?.stop();
  }
  return results;
}

async function startBar({ stderr }: Terminal, label: string, total: number) {
  const { default: progress } = await import('cli-progress');
  const bar = new progress.SingleBar(
    { stream: stderr, format: `${label} [{bar}] {value}/{total}`, clearOnComplete: true },
    progress.Presets.legacy,
  );
  bar.start(total, 0);
  return bar;
}
