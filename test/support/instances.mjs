// How many instances of an application of the specs stand behind one address (`TEST_INSTANCES`). Plain JavaScript: Jest's reporter reads it too.

/** One; or more, behind a proxy that hands requests on to one after the other. */
export function instanceCount() {
  const given = process.env.TEST_INSTANCES || '1';
  if (!/^[1-9]$/.test(given))
    throw new Error(`TEST_INSTANCES is "${given}": give a number from 1 to 9, or leave it out.`);
  return Number(given);
}
