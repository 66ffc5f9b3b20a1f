import { createRequire } from 'node:module';

/** A package that is asked for and not installed. The message says what to do. */
export class MissingPackage extends Error {
  override readonly name = 'MissingPackage';

  constructor(name: string, reason: string, options?: ErrorOptions) {
    super(
      `RestAuthModule cannot start: ${reason} needs the package ${name}, which is not installed: npm install ${name}`,
      options,
    );
  }
}

/** Loads what not every host needs. `load` names the package literally, so that bundlers see it. Throws `MissingPackage`, for the reason that it is needed. */
export async function optionalPackage<Package>(
  name: string,
  reason: string,
  load: () => Promise<Package>,
): Promise<Package> {
  try {
    return await load();
  } catch (cause) {
    if (isMissing(name, cause)) throw new MissingPackage(name, reason, { cause });
    // One that is there and does not run says itself why.
    throw cause;
  }
}

/** The same for packages that are loaded only later: looks whether they are there. */
export function assertInstalled(names: readonly string[], reason: string): void {
  const require = createRequire(import.meta.url);
  for (const name of names) {
    try {
      require.resolve(name);
    } catch (error) {
      // One that is there and says that it is for `import` alone is there.
      if (codeOf(error) === 'MODULE_NOT_FOUND') throw new MissingPackage(name, reason);
    }
  }
}

/** Whether it is that package which is not there, and no other that it needs; `require` and `import` say it with different codes. */
function isMissing(name: string, error: unknown): boolean {
  const code = codeOf(error);
  const isNotFound = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
  return isNotFound && String(propertyOf(error, 'message')).includes(`'${name}'`);
}

function codeOf(error: unknown): unknown {
  return propertyOf(error, 'code');
}

/** A test runner that loads modules in a context of its own throws errors that are none of ours. */
function propertyOf(error: unknown, name: 'code' | 'message'): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}
