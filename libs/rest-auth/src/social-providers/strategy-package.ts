/** Loads what is optional. `load` names the package literally, so that bundlers see it. Throws, with what to install, where it is missing. */
export async function strategyPackage<Package>(name: string, load: () => Promise<Package>): Promise<Package> {
  try {
    return await load();
  } catch (cause) {
    throw new Error(`RestAuthModule cannot start: \`${name}\` is missing. Install it: npm install ${name}`, { cause });
  }
}

/** What Passport calls in its own flow, in which nobody logs in here. */
export function unused(): void {
  // Never called.
}
