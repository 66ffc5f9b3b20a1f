const MARKS = /(<!-- hardened -->\n)[^]*?(<!-- \/hardened -->)/;

/**
 * The page with a table of what the hardened preset changes, between its two marks. `defaultsIn` answers the rows of that table in an environment
 * (`production` or another).
 */
export function withHardenedTable(page, defaultsIn) {
  const inProduction = defaultsIn('production');
  const rows = defaultsIn('development').map(({ option, byDefault, hardened, risk }, index) => {
    const there = inProduction[index].byDefault;
    const shown = there === byDefault ? code(byDefault) : `${code(byDefault)}; in production ${code(there)}`;
    return `| \`${option}\` | ${shown} | ${code(hardened)} | ${risk} |`;
  });
  const table = ['| option | default | hardened | what the default risks |', '| --- | --- | --- | --- |', ...rows];
  return page.replace(MARKS, (_, open, close) => `${open}\n${table.join('\n')}\n\n${close}`);
}

function code(value) {
  return `\`${typeof value === 'string' ? `'${value}'` : String(value)}\``;
}
