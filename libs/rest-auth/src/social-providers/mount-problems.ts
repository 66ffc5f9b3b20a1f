import { unknownOptions } from '../kernel/unknown-options.js';
import type { SocialAppSettings } from '../rest-auth.settings.js';

/** A provider where it is mounted, and what the options say of it. */
export interface ProviderMount {
  readonly mount: string;
  readonly name: string;
  readonly endpoints: Readonly<Record<string, string>>;
  readonly app: SocialAppSettings;
}

/** What is wrong with mounts, each with its remedy: addresses that a provider never asks, and one name for the users of two servers. */
export function mountProblems(mounts: readonly ProviderMount[]): string[] {
  const first = new Map<string, { mount: string; servers: string }>();
  return mounts.flatMap(({ mount, name, endpoints, app }) => {
    const own = { mount, servers: JSON.stringify(Object.entries({ ...endpoints, ...app.endpoints }).sort()) };
    const other = first.get(app.providerId ?? name) ?? own;
    first.set(app.providerId ?? name, other);
    return [
      ...unknownOptions(app.endpoints ?? {}, Object.keys(endpoints), `socialLogin.apps.${mount}.endpoints.`),
      // Each server counts its users for itself: somebody of the one would be somebody of the other.
      ...(other.servers === own.servers
        ? []
        : [
            `\`socialLogin.apps.${other.mount}\` and \`socialLogin.apps.${mount}\` ask different servers under one name: give one of them a \`providerId\` of its own.`,
          ]),
    ];
  });
}
