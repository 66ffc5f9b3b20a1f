/** By which services the demo's users can log in: the paths below the API, and in capitals the beginnings of their variables. */
export const SOCIAL_SERVICES = ['facebook', 'github', 'twitter'] as const;

export type SocialService = (typeof SOCIAL_SERVICES)[number];

/** As they call themselves. */
export const SERVICE_NAMES = {
  facebook: 'Facebook',
  github: 'GitHub',
  twitter: 'Twitter',
} as const satisfies Readonly<Record<SocialService, string>>;

/** One value for each service. */
export function forEachService<Value>(make: (service: SocialService) => Value): Record<SocialService, Value> {
  return { facebook: make('facebook'), github: make('github'), twitter: make('twitter') };
}

/** `Facebook, GitHub and Twitter`. */
export function namesOf(services: readonly SocialService[]): string {
  return new Intl.ListFormat('en-GB').format(services.map((service) => SERVICE_NAMES[service]));
}
