const HIDDEN = [
  '@nestjs/event-emitter',
  '@node-rs/argon2',
  '@nestjs/jwt',
  '@nestjs/passport',
  'bcrypt',
  'passport',
  'passport-facebook',
  'passport-github2',
  'passport-jwt',
  'passport-oauth1',
  'passport-oauth2',
  'passport-twitter',
  '@nestjs/terminus',
  'prom-client',
];

/** A hook of Node's: to whoever imports one of them, it is not installed. */
export function resolve(specifier, context, next) {
  const name = HIDDEN.find((hidden) => specifier === hidden || specifier.startsWith(`${hidden}/`));
  if (name === undefined) return next(specifier, context);
  const error = new Error(`Cannot find package '${name}' imported from ${context.parentURL}`);
  throw Object.assign(error, { code: 'ERR_MODULE_NOT_FOUND' });
}
