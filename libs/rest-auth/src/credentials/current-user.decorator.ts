import { createParamDecorator } from '@nestjs/common';

import type { HttpRequest } from '../http/exchange.js';

/** The user that a guard has recognised, of the host's own entity class; null where anybody may call and nobody is logged in. */
export const CurrentUser = createParamDecorator(
  (_: unknown, context): unknown => context.switchToHttp().getRequest<HttpRequest>().user ?? null,
);
