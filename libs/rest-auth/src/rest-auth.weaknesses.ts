import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';

import { environment } from './environment.js';
import { documentedDefaults, HARDENED, RISKS } from './rest-auth.defaults.js';
import { RestAuthSettings } from './rest-auth.settings.js';

/** A documented default that is weak: a row of the hardened preset. */
export interface HardenedDefault {
  /** The option's path. */
  readonly option: string;
  readonly byDefault: unknown;
  readonly hardened: unknown;
  readonly risk: string;
}

/** What the hardened preset changes, row by row. */
export function hardenedDefaults(): HardenedDefault[] {
  const defaults = documentedDefaults();
  return Object.entries(HARDENED).flatMap(([group, values]) =>
    Object.entries<unknown>(values).map(([name, hardened]) => ({
      option: `${group}.${name}`,
      byDefault: valueAt(defaults, group, name),
      hardened,
      risk: String(valueAt(RISKS, group, name)),
    })),
  );
}

/** Each weakness that those settings have, with its remedy. */
export function weaknesses(settings: RestAuthSettings): string[] {
  const weak = hardenedDefaults()
    .filter(({ option, byDefault, hardened }) => {
      const [group = '', name = ''] = option.split('.');
      return byDefault !== hardened && valueAt(settings, group, name) === byDefault;
    })
    .map(
      ({ option, byDefault, hardened, risk }) =>
        `\`${option}\` is ${JSON.stringify(byDefault)}: ${risk}. Make it ${JSON.stringify(hardened)}, or take \`preset: 'hardened'\`.`,
    );
  if (settings.tokens.perUser) {
    weak.push(
      '`tokens.perUser` is true: tokens are stored readable and have no end. Leave it out once no client relies on it.',
    );
  }
  return weak;
}

function valueAt(groups: object, group: string, name: string): unknown {
  const values: unknown = Reflect.get(groups, group);
  return typeof values === 'object' && values !== null ? Reflect.get(values, name) : undefined;
}

/** In production, names each weak default that is in force once, at boot. */
@Injectable()
export class WeaknessNotice implements OnApplicationBootstrap {
  private readonly logger = new Logger('RestAuth');

  constructor(private readonly settings: RestAuthSettings) {}

  onApplicationBootstrap(): void {
    if (!environment.isProduction) return;
    for (const weakness of weaknesses(this.settings)) this.logger.warn(weakness);
  }
}
