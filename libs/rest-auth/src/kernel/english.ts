import { type Message, MessageCatalogue, type MessageCode, type MessageParameters } from './messages.js';

type Texts = { readonly [Code in MessageCode]: (parameters: NonNullable<MessageParameters[Code]>) => string };

/**
 * dj-rest-auth's own words. The two apostrophes differ on purpose: registration says `didn't`, change and reset
 * say `didn’t`, as recorded.
 */
const TEXTS: Texts = {
  required: () => 'This field is required.',
  null: () => 'This field may not be null.',
  blank: () => 'This field may not be blank.',
  invalid_string: () => 'Not a valid string.',
  invalid_boolean: () => 'Must be a valid boolean.',
  max_length: ({ max }) => `Ensure this field has no more than ${max} characters.`,
  min_length: ({ min }) => `Ensure this field has at least ${min} characters.`,
  null_characters: () => 'Null characters are not allowed.',
  surrogate_characters: ({ codePoint }) => `Surrogate characters are not allowed: ${codePoint}.`,
  invalid_email: () => 'Enter a valid email address.',
  not_an_object: ({ type }) => `Invalid data. Expected a dictionary, but got ${type}.`,
  no_data: () => 'No data provided',
  invalid_username: () =>
    'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.',
  username_blacklisted: () => 'Username can not be used. Please use other username.',
  username_taken: () => 'A user with that username already exists.',
  email_taken: () => 'User is already registered with this e-mail address.',
  conflict: () => 'This clashes with something that exists already.',
  registration_passwords_differ: () => "The two password fields didn't match.",
  passwords_differ: () => 'The two password fields didn’t match.',
  password_too_similar: ({ attribute }) => `The password is too similar to the ${attribute}.`,
  password_too_short: ({ min }) =>
    `This password is too short. It must contain at least ${min} character${min === 1 ? '' : 's'}.`,
  password_too_common: () => 'This password is too common.',
  password_entirely_numeric: () => 'This password is entirely numeric.',
  password_breached: () => 'This password is known from a data breach.',
  old_password_incorrect: () => 'Your old password was entered incorrectly. Please enter it again.',
  invalid_value: () => 'Invalid value',
  unable_to_log_in: () => 'Unable to log in with provided credentials.',
  must_include_username: () => 'Must include "username" and "password".',
  must_include_email: () => 'Must include "email" and "password".',
  must_include_either: () => 'Must include either "username" or "email" and "password".',
  email_not_verified: () => 'E-mail is not verified.',
  social_input_missing: () => 'Incorrect input. access_token or code is required.',
  social_value_incorrect: () => 'Incorrect value',
  social_code_refused: () => 'Failed to exchange code for access token',
  social_code_not_taken: () => 'Define client_class in view',
  social_callback_missing: () => 'Define callback_url in view',
  social_no_access: ({ host }) => `No access to private resources at "${host}".`,
  social_account_taken: () => 'The social account is already connected to a different account.',
  registration_closed: () => 'Sign up is currently closed.',
  no_password_set_up: () => 'Your account has no password set up.',
  no_verified_email: () => 'Your account has no verified email address.',
  custom: ({ text }) => text,
  not_authenticated: () => 'Authentication credentials were not provided.',
  permission_denied: () => 'You do not have permission to perform this action.',
  invalid_token: () => 'Invalid token.',
  token_header_empty: () => 'Invalid token header. No credentials provided.',
  token_header_spaces: () => 'Invalid token header. Token string should not contain spaces.',
  token_header_characters: () => 'Invalid token header. Token string should not contain invalid characters.',
  user_inactive_or_deleted: () => 'User inactive or deleted.',
  authorization_header_parts: () => 'Authorization header must contain two space-delimited values',
  jwt_not_valid_for_any_type: () => 'Given token not valid for any token type',
  jwt_invalid_or_expired: () => 'Token is invalid or expired',
  jwt_expired: () => 'Token is expired',
  jwt_invalid: () => 'Token is invalid',
  jwt_blacklisted: () => 'Token is blacklisted',
  jwt_wrong_type: () => 'Token has wrong type',
  jwt_without_type: () => 'Token has no type',
  jwt_without_id: () => 'Token has no id',
  jwt_without_expiry: () => "Token has no 'exp' claim",
  jwt_without_user: () => 'Token contained no recognizable user identification',
  user_not_found: () => 'User not found',
  user_inactive: () => 'User is inactive',
  no_refresh_token: () => 'No valid refresh token found.',
  no_active_account: () => 'No active account found for the given token.',
  logout_refresh_not_in_cookie: () => 'Refresh token was not included in cookie data.',
  logout_refresh_not_in_body: () => 'Refresh token was not included in request data.',
  logout_left_to_client: () =>
    'Neither cookies or blacklist are enabled, so the token has not been deleted server side. ' +
    'Please make sure the token is deleted client side.',
  csrf_cookie_not_set: () => 'CSRF Failed: CSRF cookie not set.',
  csrf_token_missing: () => 'CSRF Failed: CSRF token missing.',
  csrf_token_incorrect: ({ header }) => `CSRF Failed: CSRF token from the '${header}' HTTP header incorrect.`,
  csrf_token_length: ({ header }) => `CSRF Failed: CSRF token from the '${header}' HTTP header has incorrect length.`,
  csrf_token_characters: ({ header }) =>
    `CSRF Failed: CSRF token from the '${header}' HTTP header has invalid characters.`,
  csrf_origin: ({ origin }) => `CSRF Failed: Origin checking failed - ${origin} does not match any trusted origins.`,
  not_found: () => 'Not found.',
  method_not_allowed: ({ method }) => `Method "${method}" not allowed.`,
  not_acceptable: () => 'Could not satisfy the request Accept header.',
  unsupported_media_type: ({ mediaType }) => `Unsupported media type "${mediaType}" in request.`,
  json_parse: ({ reason }) => `JSON parse error - ${reason}`,
  form_parse: ({ reason }) => `Form parse error - ${reason}`,
  multipart_parse: ({ reason }) => `Multipart form parse error - ${reason}`,
  body_too_large: () => 'Request body is too large.',
  logout_needs_credentials: () => 'You should be logged in to logout. Check whether the token is passed.',
  throttled: ({ seconds }) =>
    `Request was throttled. Expected available in ${seconds} second${seconds === 1 ? '' : 's'}.`,
  service_unavailable: () => 'Service temporarily unavailable, try again later.',
  server_error: () => 'A server error occurred.',
  logged_out: () => 'Successfully logged out.',
  password_reset_sent: () => 'Password reset e-mail has been sent.',
  password_reset_done: () => 'Password has been reset with the new password.',
  password_changed: () => 'New password has been saved.',
  verification_sent: () => 'Verification e-mail sent.',
  ok: () => 'ok',
  mail_password_reset_subject: ({ site }) => `[${site}] Password Reset Email`,
  mail_password_reset_subject_plain: ({ site }) => `Password reset on ${site}`,
  mail_email_verification_subject: ({ site }) => `[${site}] Please Confirm Your Email Address`,
  mail_account_exists_subject: ({ site }) => `[${site}] Account Already Exists`,
  mail_password_changed_subject: ({ site }) => `[${site}] Password Changed`,
  mail_social_account_connected_subject: ({ site }) => `[${site}] Account Connected`,
};

/** English for every code, whatever languages are asked for: the default catalogue, and a base to extend. */
export class EnglishMessageCatalogue extends MessageCatalogue {
  override text(message: Message): string {
    const write: (parameters: never) => string = TEXTS[message.code];
    return write(('parameters' in message ? message.parameters : {}) as never);
  }
}
