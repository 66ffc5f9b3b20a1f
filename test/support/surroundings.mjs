// What stands around the module in the applications of the specs (`TEST_HOST`), and whether paths are asked with the slash at their end that dj-rest-auth's have (`TEST_SLASH`).
// Plain JavaScript: Jest's reporter and the wire adapter read it too.
import { ForbiddenException, ValidationPipe, VersioningType } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';

const HOSTS = {
  plain: { prefix: '', configure: () => undefined },
  /** All that a large application has for every route of its own: the answers must be the same. */
  busy: {
    prefix: '/api/v1',
    configure: (app) => {
      app.setGlobalPrefix('api');
      app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
      app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
      app.useGlobalFilters(new BaseExceptionFilter(app.getHttpAdapter()));
      app.useGlobalInterceptors({ intercept: (_context, next) => next.handle() });
      app.useGlobalGuards({ canActivate: isNotBanned });
    },
  },
};

const SLASHES = {
  with: (path) => path,
  without: (path) => path.replace(/\/(?=\?|$)/, ''),
};

function isNotBanned(context) {
  if (context.switchToHttp().getRequest().headers['x-banned'] !== undefined) throw new ForbiddenException();
  return true;
}

function chosen(variable, choices) {
  const names = Object.keys(choices);
  const name = process.env[variable] || names[0];
  if (!names.includes(name)) throw new Error(`${variable} is "${name}": give ${names.join(' or ')}, or leave it out.`);
  return name;
}

export const hostName = () => chosen('TEST_HOST', HOSTS);
export const slashName = () => chosen('TEST_SLASH', SLASHES);

/** What stands before every path of an application that is surrounded. */
export const prefix = () => HOSTS[hostName()].prefix;

/** Gives an application, before it listens, what is chosen to stand around the module. */
export const surround = (app) => HOSTS[hostName()].configure(app);

/** As it is asked: with the slash at its end, or without. */
export const asAsked = (path) => SLASHES[slashName()](path);
