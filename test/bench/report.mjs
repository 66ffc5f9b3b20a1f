const HEADER = `# Benchmarks

What the module costs beside a Nest controller written by hand for the same work: tables of the same shape on PostgreSQL, the same adapter, \`jsonwebtoken\`, \`argon2\` and prepared
statements over \`pg\` (\`test/bench/servers/hand-written.mjs\`). Both run as processes of their own, in rounds that take turns; a ratio is made within a round. A time
means nothing on another machine, a ratio something.
`;

/** The page: table, plot, and how it was made. */
export function benchmarksPage(figures, machine, { ROUNDS, SECONDS }) {
  const rows = figures.map(
    ({ what, on, ours, other, shown, bar, met }) =>
      `| ${what} | ${on} | ${ours} | ${other} | ${shown} | ${bar} | ${met ? 'met' : 'missed'} |`,
  );
  return [
    HEADER,
    '![Ratios of the module to hand-written code](images/benchmarks.svg)',
    '',
    '| What | On | Module | Beside | Figure | Bar | |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    `Measured by \`npm run bench -- --write\`: ${ROUNDS} rounds of ${SECONDS} s, 16 connections, on ${machine}. Ratios are medians, with the least and the most of all rounds.`,
    '',
  ].join('\n');
}

/** Ratios as bars, with their spread and the bar that they are held against. */
export function plot(figures) {
  const ratios = figures.filter(({ least, bar }) => least !== undefined && bar.startsWith('at least'));
  const [left, width, row] = [300, 360, 34];
  const height = ratios.length * row + 50;
  const x = (value) => left + (Math.min(value, 1.5) / 1.5) * width;
  const bars = ratios.map(({ what, on, value, least, most, bar }, index) => {
    const y = 30 + index * row;
    const mark = Number(bar.replace('at least ', ''));
    return `<text x="${left - 10}" y="${y + 15}" text-anchor="end">${what} (${on})</text>
<rect x="${left}" y="${y}" width="${(x(value) - left).toFixed(1)}" height="20" rx="3" fill="#4c6ef5"/>
<path d="M${x(least).toFixed(1)} ${y + 10}H${x(most).toFixed(1)}" stroke="#0b1f66" stroke-width="2"/>
<path d="M${x(mark).toFixed(1)} ${y - 3}V${y + 23}" stroke="#e8590c" stroke-width="2"/>
<text x="${(x(Math.max(value, most)) + 8).toFixed(1)}" y="${y + 15}">${value.toFixed(2)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${left + width + 60} ${height}" font-family="sans-serif" font-size="12">
<title>Requests a second of the module, as a share of hand-written code</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="${left}" y="16" fill="#555">share of hand-written code; the orange mark is the bar</text>
${bars.join('\n')}
</svg>
`;
}
