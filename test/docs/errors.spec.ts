import { readFileSync } from 'node:fs';

import { EnglishMessageCatalogue, type Message, RestAuthModule, RestAuthOptionsError } from 'nestjs-rest-auth';
import ts from 'typescript';

import { REQUIRED } from '../support/host.js';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** What the compiler reads in a file of the library. */
const statementsOf = (path: string) =>
  ts.createSourceFile(path, read(`libs/rest-auth/src/kernel/${path}`), ts.ScriptTarget.Latest).statements;

/** Every code with the names of what its text speaks of, from the type that the compiler holds every catalogue against. */
const CODES = new Map(
  statementsOf('messages.ts')
    .filter(ts.isInterfaceDeclaration)
    .filter(({ name }) => name.text === 'MessageParameters')
    .flatMap(({ members }) => members.filter(ts.isPropertySignature))
    .map(({ name, type }): [string, string[]] => [
      ts.isIdentifier(name) ? name.text : '',
      type && ts.isTypeLiteralNode(type)
        ? type.members.map((member) => (member.name && ts.isIdentifier(member.name) ? member.name.text : ''))
        : [],
    ]),
);

const REASONS = statementsOf('errors.ts')
  .filter(ts.isTypeAliasDeclaration)
  .filter(({ name }) => name.text === 'RefusalReason')
  .flatMap(({ type }) => (ts.isUnionTypeNode(type) ? type.types : []))
  .map((type) => (ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) ? type.literal.text : ''));

const isMessage = (value: { code: string }): value is Message => CODES.has(value.code);

/** The English text, with the names of what it speaks of in braces. */
function textOf(code: string): string {
  const parameters = Object.fromEntries((CODES.get(code) ?? []).map((name) => [name, `{${name}}`]));
  const message = { code, parameters };
  return isMessage(message) ? new EnglishMessageCatalogue().text(message) : '';
}

const PAGE = read('docs/errors.md');

/** A page's parts by the headings of that level, those without their marks. */
const partsOf = (page: string, level: string) =>
  page
    .split(new RegExp(`^${level} (.*)\n`, 'm'))
    .slice(1)
    .reduce<[string, string][]>(
      (parts, text, index, all) => (index % 2 === 0 ? [...parts, [text, all[index + 1] ?? '']] : parts),
      [],
    );

/** What stands below the heading of each code: its text in code, and a list. */
const entries = partsOf(PAGE, '##').flatMap(([group, part]) =>
  partsOf(part, '###').map(([heading, body]) => {
    const [text = '', ...items] = body.trim().split(/^- /m);
    return { group, heading, text: text.trim(), items: items.map((item) => item.replace(/\s+/g, ' ').trim()) };
  }),
);

const ANSWER = /^\d{3}(?: or \d{3})?, (?:under (?:`\w+`|the field)|in `(?:detail|messages)`)(?:.*; | at ).*\.$/;
const FAILURE = [ANSWER, /^Cause: .+\.$/, /^Remedy: .+\.$/];
/** What is told of the codes of a group, where it is no failure. */
const TOLD: Readonly<Record<string, readonly RegExp[]>> = {
  Successes: [ANSWER, /^When: .+\.$/],
  'Subjects of mails': [/^the mail .+\.$/i],
};

describe('docs/errors.md', () => {
  it('has one heading for each code of the catalogue, and none besides', () => {
    expect(CODES.size).toBeGreaterThan(90);
    expect(entries.map(({ heading }) => heading).sort()).toEqual([...CODES.keys()].map((code) => `\`${code}\``).sort());
  });

  it('has no other heading by the name of a code, so that the code alone is the anchor', () => {
    const names = [...PAGE.matchAll(/^#+ (.*)$/gm)].map(([, name = '']) => name.replace(/`/g, '').toLowerCase());
    expect(names.filter((name) => CODES.has(name)).sort()).toEqual([...CODES.keys()].sort());
  });

  it('has their texts in the words of the catalogue', () => {
    const texts = [...CODES.keys()].map((code): [string, string] => [`\`${code}\``, `\`${textOf(code)}\``]);
    expect(Object.fromEntries(entries.map(({ heading, text }) => [heading, text]))).toEqual(Object.fromEntries(texts));
  });

  it('tells of each where it stands in an answer, the cause and the remedy', () => {
    const isTold = ({ group, items }: (typeof entries)[number]) => {
      const patterns = TOLD[group] ?? FAILURE;
      return patterns.every((pattern, index) => pattern.test(items[index] ?? ''));
    };
    expect(entries.filter((entry) => !isTold(entry))).toEqual([]);
  });

  it('has a row for each reason of a refusal', () => {
    expect(REASONS.length).toBeGreaterThan(5);
    const reasons = [...PAGE.matchAll(/^\| \d{3} +\| ([^|]*)\|/gm)].map(([, cell = '']) => cell);
    expect(REASONS.filter((reason) => !reasons.some((cell) => cell.includes(`\`${reason}\``)))).toEqual([]);
  });

  it('shows options that cannot work as the boot does', () => {
    const boot = () => RestAuthModule.forRoot({ ...REQUIRED, secret: 'short', csrf: { sameSite: 'None' } });
    const [, shown = ''] = /^```\nRestAuthOptionsError: (RestAuthModule[^]*?)\n```$/m.exec(PAGE) ?? [];
    expect(boot).toThrow(RestAuthOptionsError);
    expect(boot).toThrow(new Error(shown));
  });
});
