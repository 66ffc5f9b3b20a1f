/** Prints how it ended, in its last line; gives whether all passed. */
export function report(rows, isTable) {
  const isGood = ({ passed, failed }) => failed === 0 && passed > 0;
  const good = rows.filter(isGood);
  if (isTable) {
    console.log(
      `\n${'instance'.padEnd(22)}${'adapter'.padEnd(10)}${'passed'.padStart(7)}${'failed'.padStart(8)}${'seconds'.padStart(9)}`,
    );
    for (const { id, adapter, passed, failed, seconds } of rows) {
      console.log(
        `${id.padEnd(22)}${adapter.padEnd(10)}${String(passed).padStart(7)}${String(failed).padStart(8)}${String(seconds).padStart(9)}`,
      );
    }
    console.log(`${good.length} of ${rows.length} instances passed.`);
  } else {
    for (const { id, adapter, passed, failed, seconds } of rows) {
      console.log(`${passed} of ${passed + failed} flows passed, at ${id} on ${adapter}, in ${seconds} s.`);
    }
  }
  return good.length === rows.length;
}
