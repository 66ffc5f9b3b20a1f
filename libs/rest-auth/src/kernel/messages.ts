/**
 * Everything that the API says, by code, with what each text speaks of. Texts are looked up in the
 * `MessageCatalogue` at the edge and nowhere else; code and tests speak in codes.
 */
export interface MessageParameters {
  // Field errors
  required: undefined;
  null: undefined;
  blank: undefined;
  invalid_string: undefined;
  invalid_boolean: undefined;
  max_length: { max: number };
  min_length: { min: number };
  null_characters: undefined;
  surrogate_characters: { codePoint: string };
  invalid_email: undefined;
  not_an_object: { type: string };
  no_data: undefined;
  invalid_username: undefined;
  username_blacklisted: undefined;
  username_taken: undefined;
  email_taken: undefined;
  conflict: undefined;
  registration_passwords_differ: undefined;
  passwords_differ: undefined;
  password_too_similar: { attribute: string };
  password_too_short: { min: number };
  password_too_common: undefined;
  password_entirely_numeric: undefined;
  password_breached: undefined;
  old_password_incorrect: undefined;
  invalid_value: undefined;
  unable_to_log_in: undefined;
  must_include_username: undefined;
  must_include_email: undefined;
  must_include_either: undefined;
  email_not_verified: undefined;
  social_input_missing: undefined;
  social_value_incorrect: undefined;
  social_code_refused: undefined;
  social_code_not_taken: undefined;
  social_callback_missing: undefined;
  social_no_access: { host: string };
  social_account_taken: undefined;
  registration_closed: undefined;
  no_password_set_up: undefined;
  no_verified_email: undefined;
  /** A text of the host's own: a validator's message, passed through as it is. */
  custom: { text: string };
  // Details
  not_authenticated: undefined;
  permission_denied: undefined;
  invalid_token: undefined;
  token_header_empty: undefined;
  token_header_spaces: undefined;
  token_header_characters: undefined;
  user_inactive_or_deleted: undefined;
  authorization_header_parts: undefined;
  jwt_not_valid_for_any_type: undefined;
  jwt_invalid_or_expired: undefined;
  jwt_expired: undefined;
  jwt_invalid: undefined;
  jwt_blacklisted: undefined;
  jwt_wrong_type: undefined;
  jwt_without_type: undefined;
  jwt_without_id: undefined;
  jwt_without_expiry: undefined;
  jwt_without_user: undefined;
  user_not_found: undefined;
  user_inactive: undefined;
  no_refresh_token: undefined;
  no_active_account: undefined;
  logout_refresh_not_in_cookie: undefined;
  logout_refresh_not_in_body: undefined;
  logout_left_to_client: undefined;
  csrf_cookie_not_set: undefined;
  csrf_token_missing: undefined;
  csrf_token_incorrect: { header: string };
  csrf_token_length: { header: string };
  csrf_token_characters: { header: string };
  csrf_origin: { origin: string };
  not_found: undefined;
  method_not_allowed: { method: string };
  not_acceptable: undefined;
  unsupported_media_type: { mediaType: string };
  json_parse: { reason: string };
  form_parse: { reason: string };
  multipart_parse: { reason: string };
  body_too_large: undefined;
  logout_needs_credentials: undefined;
  throttled: { seconds: number };
  service_unavailable: undefined;
  server_error: undefined;
  logged_out: undefined;
  password_reset_sent: undefined;
  password_reset_done: undefined;
  password_changed: undefined;
  verification_sent: undefined;
  ok: undefined;
  // Mails
  mail_password_reset_subject: { site: string };
  mail_password_reset_subject_plain: { site: string };
  mail_email_verification_subject: { site: string };
  mail_account_exists_subject: { site: string };
  mail_password_changed_subject: { site: string };
  mail_social_account_connected_subject: { site: string };
}

/** The closed union of codes. */
export type MessageCode = keyof MessageParameters;

/** A code with what its text speaks of. */
export type Message = {
  [Code in MessageCode]: MessageParameters[Code] extends undefined
    ? { readonly code: Code }
    : { readonly code: Code; readonly parameters: MessageParameters[Code] };
}[MessageCode];

/** The codes whose text speaks of nothing but themselves. */
export type PlainMessageCode = {
  [Code in MessageCode]: MessageParameters[Code] extends undefined ? Code : never;
}[MessageCode];

/** Makes a message, checking that the parameters fit the code. */
export function message(code: PlainMessageCode): Message;
export function message<Code extends Exclude<MessageCode, PlainMessageCode>>(
  code: Code,
  parameters: MessageParameters[Code],
): Message;
export function message(code: MessageCode, parameters?: object): Message {
  // The overloads above are what ties parameters to code; the compiler cannot follow them in here.
  return (parameters === undefined ? { code } : { code, parameters }) as Message;
}

/**
 * The texts of the API, by language. The default speaks English, in dj-rest-auth's words; a host that speaks more swaps
 * it (Django: LocaleMiddleware and the gettext catalogues).
 */
export abstract class MessageCatalogue {
  /** The text of `message`, in the first of `languages` (from Accept-Language, best first) that is known. Every message has one, whichever they are. */
  abstract text(message: Message, languages: readonly string[]): string;
}
