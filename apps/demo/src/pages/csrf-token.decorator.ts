import type { ServerResponse } from 'node:http';

import { createParamDecorator } from '@nestjs/common';

/** The library's default. */
const COOKIE = 'csrftoken';

/**
 * The token that a form must bear in `csrfmiddlewaretoken`: the one in the cookie that `EnsureCsrfCookie` has just put into the answer. Scripts read the
 * cookie themselves; this is for forms that work without them.
 */
export const CsrfToken = createParamDecorator((_: unknown, context): string => {
  const cookies = [context.switchToHttp().getResponse<ServerResponse>().getHeader('set-cookie') ?? []].flat();
  const cookie = cookies.map(String).find((text) => text.startsWith(`${COOKIE}=`));
  return cookie?.slice(COOKIE.length + 1).split(';', 1)[0] ?? '';
});
