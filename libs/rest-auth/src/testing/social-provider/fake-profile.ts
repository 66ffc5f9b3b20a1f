/** A person as the service knows them. It is answered as it was given, whatever its values are, and whichever are missing. */
export type FakeProfile = Readonly<Record<string, unknown>>;

/** Those of its fields that are named. */
export function pick(profile: FakeProfile, names: readonly string[]): FakeProfile {
  return Object.fromEntries(Object.entries(profile).filter(([name]) => names.includes(name)));
}
