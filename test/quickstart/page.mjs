import { readFileSync } from 'node:fs';

/** What the script knows to do with a block; the first that fits. A shell block is one of these from its first line to its last. */
const KINDS = [
  { kind: 'file', language: 'ts', line: /^/ },
  { kind: 'commands', language: 'sh', line: /^(?:npx @nestjs\/cli new|cd|npm install) \S/ },
  { kind: 'server', language: 'sh', line: /^SECRET=\$\(openssl rand -base64 48\) npm run start$/ },
  { kind: 'calls', language: 'sh', line: /^(?:curl http:\/\/localhost:3000\/| {2}-d |# |$)/ },
];

/** The blocks of a page in their order, each with its kind and the line that it begins in. Throws for one that nothing is known to do with. */
export function blocksOf(path) {
  const text = readFileSync(path, 'utf8');
  const blocks = [...text.matchAll(/^```(\S*)\n([^]*?)^```$/gm)].map(([, language, source], index, all) => ({
    language,
    source,
    line: text.slice(0, all[index].index).split('\n').length,
  }));
  // A fence that the expression above does not find, indented or of tildes.
  const fences = text.match(/^\s*(?:```|~~~)/gm) ?? [];
  if (fences.length !== 2 * blocks.length)
    throw new Error(`${path}: ${fences.length} fences, ${blocks.length} blocks.`);
  return blocks.map((block) => ({ ...block, kind: kindOf(block) }));
}

function kindOf({ language, source, line }) {
  const lines = source.trimEnd().split('\n');
  const known = KINDS.find((one) => one.language === language && lines.every((text) => one.line.test(text)));
  if (!known) throw new Error(`Line ${line}: nothing is known to do with this block:\n${source}`);
  return known.kind;
}

/** Each call of a block, as the shell takes it, with the answer that the comment below promises. */
export function callsOf({ source, line }) {
  return source
    .trim()
    .split('\n\n')
    .map((text) => {
      const [, command, promised] = /^(curl (?:[^\n]|\\\n)*)\n# (\{.*\})$/.exec(text) ?? [];
      if (!command) throw new Error(`Line ${line}: a call needs its answer in a comment below it:\n${text}`);
      return { command, promised };
    });
}
