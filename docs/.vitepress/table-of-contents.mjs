/**
 * The groups of docs/README.md with their pages, in its order. A page stands in a list (`- [Title](page.md)`), or in a table whose first cell links it and
 * whose second says what it is about.
 */
export function entriesOf(source) {
  return source
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [text = '', ...lines] = section.split('\n');
      return { text: text.trim(), pages: lines.flatMap(pageOf) };
    })
    .filter(({ pages }) => pages.length > 0);
}

function pageOf(line) {
  const listed = /^- \[([^\]]+)\]\(([^)#]+\.md)\)/.exec(line);
  if (listed) return [{ text: listed[1], path: listed[2] }];
  const row = /^\| \[([^\]]+)\]\(([^)#]+\.md)\)\s*\| ([^|]+?)\s*\|/.exec(line);
  return row ? [{ text: `${row[1]} ${row[3]}`, path: row[2] }] : [];
}
