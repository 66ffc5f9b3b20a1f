interface HardenedDefault {
  option: string;
  byDefault: unknown;
  hardened: unknown;
  risk: string;
}

export function withHardenedTable(
  page: string,
  defaultsIn: (environment: string) => readonly HardenedDefault[],
): string;
