import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

import { ROOT, textOf } from './examples.js';

/** What an attack of the catalogue is called. */
const ID = /\b[A-Z]{3}-\d{2}[a-z]?\b/;

/** A test as the pages name one: a file, and what it is called there. */
export interface NamedTest {
  readonly path: string;
  readonly name: string;
}

/** The tests that a text names, as `file`: “name”; “another one”. */
export function testsIn(text: string): NamedTest[] {
  return [...text.matchAll(/`((?:test|libs)\/[^`]+\.ts)`:((?:;? “[^”]+”)+)/g)].flatMap(([, path = '', names = '']) =>
    [...names.matchAll(/“([^”]+)”/g)].map(([, name = '']) => ({ path, name })),
  );
}

/** Those that are not in the repository. */
export function missingTests(named: readonly NamedTest[]): NamedTest[] {
  const there = new Map([...new Set(named.map(({ path }) => path))].map((path) => [path, testsOf(path)]));
  return named.filter(({ path, name }) => !there.get(path)?.some((test) => test.endsWith(` › ${name}`)));
}

/** Every test of a file, by its name behind those of its groups. */
export function testsOf(path: string): string[] {
  if (!existsSync(join(ROOT, path))) return [];
  const names: string[] = [];
  const visit = (node: ts.Node, groups: readonly string[]): void => {
    const name = nameOf(node, /[.](?:contract|attacks)[.]ts$/.test(path));
    const within = name === null ? groups : [...groups, name];
    if (name !== null) names.push(` › ${within.join(' › ')}`);
    ts.forEachChild(node, (child) => {
      visit(child, within);
    });
  };
  visit(ts.createSourceFile(path, textOf(path), ts.ScriptTarget.Latest, true), []);
  return names;
}

/** What is called as `it(…)`, `describe.each(…)(…)` and the like. */
function rootOf(expression: ts.Expression): string {
  if (ts.isIdentifier(expression)) return expression.text;
  if (ts.isPropertyAccessExpression(expression) || ts.isCallExpression(expression))
    return rootOf(expression.expression);
  return ts.isTaggedTemplateExpression(expression) ? rootOf(expression.tag) : '';
}

/** The name that a call gives a test or a group of them, as it is written; or a property, which is how a contract names its tests and the catalogue its attacks. */
function nameOf(node: ts.Node, isData: boolean): string | null {
  if (isData && ts.isPropertyAssignment(node) && ts.isStringLiteral(node.name)) return node.name.text;
  if (!ts.isCallExpression(node) || !['it', 'describe'].includes(rootOf(node.expression))) return null;
  const [name] = node.arguments;
  if (name && ts.isStringLiteralLike(name)) return name.text;
  return name && ts.isTemplateExpression(name) ? name.getText().slice(1, -1) : null;
}

/** Every id of an attack (`LGN-01`) that stands in the name of a test. */
export function idsOfTests(): Set<string> {
  const files = ['test', 'libs'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /[.-]spec\.ts$/.test(path) && !/(?:^|\/)(?:node_modules|dist)\//.test(path))
      .map((path) => join(folder, path)),
  );
  return new Set(
    files
      .filter((path) => ID.test(textOf(path)))
      .flatMap((path) => testsOf(path))
      .flatMap((name) => name.match(new RegExp(ID, 'g')) ?? []),
  );
}
