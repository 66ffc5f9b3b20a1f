import { unknownOptions } from '../kernel/unknown-options.js';
import type { SocialAppSettings } from '../rest-auth.settings.js';

/** A provider where it is mounted, and what the options say of it. */
export interface ProviderMount {
  readonly mount: string;
  readonly name: string;
  readonly endpoints: Readonly<Record<string, string>>;
  readonly app: SocialAppSettings;
}

/** What is kept beside each identity, in a column of 200 characters. */
const NAME = /^[\x21-\x7e]{1,200}$/;

/** What is wrong with mounts, each with its remedy: addresses that a provider never asks, names that cannot be kept, and one name for the users of two servers. */
export function mountProblems(mounts: readonly ProviderMount[]): string[] {
  const first = new Map<string, { mount: string; servers: string; isMeant: boolean }>();
  return mounts.flatMap(({ mount, name: ownName, endpoints, app }) => {
    const name: unknown = app.providerId ?? ownName;
    const servers = JSON.stringify(Object.entries({ ...endpoints, ...app.endpoints }).sort());
    const own = { mount, servers, isMeant: app.providerId !== undefined };
    const other = first.get(String(name)) ?? own;
    first.set(String(name), other);
    // A host that writes the name twice says that they are the same users: two versions of one API, say.
    const isClash = other.servers !== own.servers && !(own.isMeant && other.isMeant);
    return [
      ...unknownOptions(app.endpoints ?? {}, Object.keys(endpoints), `socialLogin.apps.${mount}.endpoints.`),
      ...(typeof name === 'string' && NAME.test(name)
        ? []
        : [
            `\`socialLogin.apps.${mount}\` would keep identities under the name "${String(name)}": give it a \`providerId\` of 1 to 200 characters without blanks, as in "github".`,
          ]),
      // Each server counts its users for itself: somebody of the one would be somebody of the other.
      ...(isClash
        ? [
            `\`socialLogin.apps.${other.mount}\` and \`socialLogin.apps.${mount}\` ask different servers under one name: give one of them a \`providerId\` of its own, or both the same where their users are the same.`,
          ]
        : []),
    ];
  });
}
