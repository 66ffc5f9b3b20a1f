/** What a login gives: one kind of credential in each instance. */
export const KINDS = ['token', 'jwt', 'jwt-cookie', 'session'] as const;

export type Kind = (typeof KINDS)[number];

export const PRESETS = ['default', 'hardened'] as const;

export type Preset = (typeof PRESETS)[number];

/** One of the demo's instances of the module. All have the same users in the same tables. */
export interface Instance {
  /** `default-token`: also in the names of its cookies, which instances on one host must not share. */
  readonly id: string;
  readonly preset: Preset;
  readonly kind: Kind;
  /** `default/token`, below which its endpoints are. */
  readonly path: string;
}

/** Every preset with every kind. */
export const INSTANCES: readonly Instance[] = PRESETS.flatMap((preset) =>
  KINDS.map((kind) => ({ id: `${preset}-${kind}`, preset, kind, path: `${preset}/${kind}` })),
);

/** Whether its logins live in cookies, so that writes need a CSRF token. */
export function usesCookies({ kind }: Pick<Instance, 'kind'>): boolean {
  return kind === 'jwt-cookie' || kind === 'session';
}
