import type { Type } from '@nestjs/common';

import { EndpointController } from '../http/endpoint.decorator.js';

/** A controller that is mounted once for each provider. */
export abstract class SocialMountController extends EndpointController {
  /** The path of the provider that this one is mounted for. Set by `mountFor`. */
  declare protected readonly provider: string;
}

/** A class of its own for a provider's mount. */
export function mountFor<Mounted extends SocialMountController>(
  controller: Type<Mounted>,
  provider: string,
): Type<Mounted> {
  const named = { [controller.name]: class extends (controller as Type<SocialMountController>) {} }[controller.name];
  if (!named) throw new TypeError('A controller is a named class.');
  Object.defineProperty(named.prototype, 'provider', { value: provider });
  return named as Type<Mounted>;
}
