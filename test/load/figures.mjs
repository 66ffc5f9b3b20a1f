/** The value below which that share of the numbers lies. */
export function percentile(numbers, share) {
  const sorted = [...numbers].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

export const median = (numbers) => percentile(numbers, 0.5);

/** The area under the ROC curve: how often one of the first is greater than one of the second. 0.5 tells nothing apart. */
export function areaUnderCurve(first, second) {
  const ranked = [...first.map((value) => [value, 1]), ...second.map((value) => [value, 0])].sort(
    ([left], [right]) => left - right,
  );
  let rankSum = 0;
  for (let from = 0; from < ranked.length;) {
    let to = from;
    while (to < ranked.length && ranked[to][0] === ranked[from][0]) to += 1;
    // Equal values share the mean of their ranks.
    const rank = (from + to + 1) / 2;
    for (; from < to; from += 1) if (ranked[from][1] === 1) rankSum += rank;
  }
  return (rankSum - (first.length * (first.length + 1)) / 2) / (first.length * second.length);
}

export const inMilliseconds = (value) => `${value.toFixed(1)} ms`;

/** Prints rows of equal keys as a table. */
export function printTable(rows) {
  const names = Object.keys(rows[0] ?? {});
  const width = (name) => Math.max(name.length, ...rows.map((row) => String(row[name]).length));
  const line = (cells) =>
    cells
      .map((cell, index) => String(cell).padEnd(width(names[index])))
      .join('  ')
      .trimEnd();
  console.log(line(names));
  for (const row of rows) console.log(line(names.map((name) => row[name])));
}
