import { format, resolveConfig } from 'prettier';

const BEGIN = '<!-- figures -->';
const END = '<!-- /figures -->';
const STANDS = { true: 'met', false: 'missed' };

/** The page with these figures in the place of those that it had. */
export async function withFigures(page, path, figures, machine, { ROUNDS, SECONDS }) {
  const rows = figures.map(
    ({ what, on, ours, other, shown, bar = '', met }) =>
      `| ${what} | ${on} | ${ours} | ${other} | ${shown} | ${bar} | ${STANDS[String(met)] ?? ''} |`,
  );
  const table = [
    `Measured by \`npm run bench -- --write\`: ${ROUNDS} rounds of ${SECONDS} s, 16 connections, on ${machine}. Ratios are medians, with the least and the most of all rounds.`,
    '',
    '| What | On | Module | Beside | Figure | Bar | |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`${path} says nowhere where the figures stand: ${BEGIN} … ${END}`);
  const whole = `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
  return format(whole, { ...(await resolveConfig(path)), filepath: path });
}

/** Ratios as bars, with their spread and the bar that they are held against. */
export function plot(figures) {
  const ratios = figures.filter(({ least, bar }) => least !== undefined && bar?.startsWith('at least'));
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
<title>Requests a second of the module, as a share of the code by the book</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="${left}" y="16" fill="#555">share of the code by the book (of argon2 alone at login/); the orange mark is the bar</text>
${bars.join('\n')}
</svg>
`;
}
