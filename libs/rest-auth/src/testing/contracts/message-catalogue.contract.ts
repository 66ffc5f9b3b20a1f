import assert from 'node:assert/strict';

import { type Message, type MessageCatalogue, type MessageCode, message } from '../../kernel/messages.js';
import { type Contract, contract, type Make } from './contract.js';

/** Every message there is; a code that is missing here does not compile. */
const MESSAGES: { readonly [Code in MessageCode]: Extract<Message, { readonly code: Code }> } = {
  required: { code: 'required' },
  null: { code: 'null' },
  blank: { code: 'blank' },
  invalid_string: { code: 'invalid_string' },
  invalid_boolean: { code: 'invalid_boolean' },
  max_length: { code: 'max_length', parameters: { max: 4711 } },
  min_length: { code: 'min_length', parameters: { min: 4712 } },
  null_characters: { code: 'null_characters' },
  surrogate_characters: { code: 'surrogate_characters', parameters: { codePoint: 'U+D800' } },
  invalid_email: { code: 'invalid_email' },
  not_an_object: { code: 'not_an_object', parameters: { type: 'str' } },
  no_data: { code: 'no_data' },
  invalid_username: { code: 'invalid_username' },
  username_blacklisted: { code: 'username_blacklisted' },
  username_taken: { code: 'username_taken' },
  email_taken: { code: 'email_taken' },
  conflict: { code: 'conflict' },
  registration_passwords_differ: { code: 'registration_passwords_differ' },
  passwords_differ: { code: 'passwords_differ' },
  password_too_similar: { code: 'password_too_similar', parameters: { attribute: 'username' } },
  password_too_short: { code: 'password_too_short', parameters: { min: 4713 } },
  password_too_common: { code: 'password_too_common' },
  password_entirely_numeric: { code: 'password_entirely_numeric' },
  password_breached: { code: 'password_breached' },
  old_password_incorrect: { code: 'old_password_incorrect' },
  invalid_value: { code: 'invalid_value' },
  unable_to_log_in: { code: 'unable_to_log_in' },
  must_include_username: { code: 'must_include_username' },
  must_include_email: { code: 'must_include_email' },
  must_include_either: { code: 'must_include_either' },
  email_not_verified: { code: 'email_not_verified' },
  social_input_missing: { code: 'social_input_missing' },
  social_value_incorrect: { code: 'social_value_incorrect' },
  social_code_refused: { code: 'social_code_refused' },
  social_code_not_taken: { code: 'social_code_not_taken' },
  social_callback_missing: { code: 'social_callback_missing' },
  social_no_access: { code: 'social_no_access', parameters: { host: 'api.twitter.com' } },
  social_account_taken: { code: 'social_account_taken' },
  registration_closed: { code: 'registration_closed' },
  no_password_set_up: { code: 'no_password_set_up' },
  no_verified_email: { code: 'no_verified_email' },
  custom: { code: 'custom', parameters: { text: 'Said by the host.' } },
  not_authenticated: { code: 'not_authenticated' },
  permission_denied: { code: 'permission_denied' },
  invalid_token: { code: 'invalid_token' },
  token_header_empty: { code: 'token_header_empty' },
  token_header_spaces: { code: 'token_header_spaces' },
  token_header_characters: { code: 'token_header_characters' },
  user_inactive_or_deleted: { code: 'user_inactive_or_deleted' },
  authorization_header_parts: { code: 'authorization_header_parts' },
  jwt_not_valid_for_any_type: { code: 'jwt_not_valid_for_any_type' },
  jwt_invalid_or_expired: { code: 'jwt_invalid_or_expired' },
  jwt_expired: { code: 'jwt_expired' },
  jwt_invalid: { code: 'jwt_invalid' },
  jwt_blacklisted: { code: 'jwt_blacklisted' },
  jwt_wrong_type: { code: 'jwt_wrong_type' },
  jwt_without_type: { code: 'jwt_without_type' },
  jwt_without_id: { code: 'jwt_without_id' },
  jwt_without_expiry: { code: 'jwt_without_expiry' },
  jwt_without_user: { code: 'jwt_without_user' },
  user_not_found: { code: 'user_not_found' },
  user_inactive: { code: 'user_inactive' },
  no_refresh_token: { code: 'no_refresh_token' },
  no_active_account: { code: 'no_active_account' },
  logout_refresh_not_in_cookie: { code: 'logout_refresh_not_in_cookie' },
  logout_refresh_not_in_body: { code: 'logout_refresh_not_in_body' },
  logout_left_to_client: { code: 'logout_left_to_client' },
  csrf_cookie_not_set: { code: 'csrf_cookie_not_set' },
  csrf_token_missing: { code: 'csrf_token_missing' },
  csrf_token_incorrect: { code: 'csrf_token_incorrect', parameters: { header: 'X-CSRFToken' } },
  csrf_token_length: { code: 'csrf_token_length', parameters: { header: 'X-CSRFToken' } },
  csrf_token_characters: { code: 'csrf_token_characters', parameters: { header: 'X-CSRFToken' } },
  csrf_origin: { code: 'csrf_origin', parameters: { origin: 'https://other.example' } },
  not_found: { code: 'not_found' },
  method_not_allowed: { code: 'method_not_allowed', parameters: { method: 'PATCH' } },
  not_acceptable: { code: 'not_acceptable' },
  unsupported_media_type: { code: 'unsupported_media_type', parameters: { mediaType: 'text/plain' } },
  json_parse: { code: 'json_parse', parameters: { reason: 'Expecting value' } },
  form_parse: { code: 'form_parse', parameters: { reason: 'Invalid bytes' } },
  multipart_parse: { code: 'multipart_parse', parameters: { reason: 'Invalid boundary' } },
  body_too_large: { code: 'body_too_large' },
  logout_needs_credentials: { code: 'logout_needs_credentials' },
  throttled: { code: 'throttled', parameters: { seconds: 2 } },
  service_unavailable: { code: 'service_unavailable' },
  server_error: { code: 'server_error' },
  logged_out: { code: 'logged_out' },
  password_reset_sent: { code: 'password_reset_sent' },
  password_reset_done: { code: 'password_reset_done' },
  password_changed: { code: 'password_changed' },
  verification_sent: { code: 'verification_sent' },
  ok: { code: 'ok' },
  mail_password_reset_subject: { code: 'mail_password_reset_subject', parameters: { site: 'app.example' } },
  mail_password_reset_subject_plain: { code: 'mail_password_reset_subject_plain', parameters: { site: 'app.example' } },
  mail_email_verification_subject: { code: 'mail_email_verification_subject', parameters: { site: 'app.example' } },
  mail_account_exists_subject: { code: 'mail_account_exists_subject', parameters: { site: 'app.example' } },
  mail_password_changed_subject: { code: 'mail_password_changed_subject', parameters: { site: 'app.example' } },
  mail_social_account_connected_subject: {
    code: 'mail_social_account_connected_subject',
    parameters: { site: 'app.example' },
  },
};

/** Languages that callers ask for. `qaa` is nobody's: ISO 639 keeps it for private use. */
const LANGUAGES = ['en', 'de-CH', 'fr', 'ru', 'he', 'zh-Hant'];
const UNKNOWN = 'qaa';

/** Has the API's texts. */
export function messageCatalogueContract(make: Make<MessageCatalogue>): Contract {
  return contract(make, {
    'has a text for every message, whichever languages are asked for': (catalogue) => {
      for (const languages of [[], ['*'], ['no language'], [UNKNOWN], ...LANGUAGES.map((language) => [language])]) {
        for (const each of Object.values(MESSAGES)) {
          assert.notEqual(catalogue.text(each, languages).trim(), '', `${each.code} in ${languages.join()}`);
        }
      }
    },

    'fills in what a text speaks of': (catalogue) => {
      for (const language of LANGUAGES) {
        for (const each of Object.values(MESSAGES)) {
          assert.doesNotMatch(catalogue.text(each, [language]), /undefined|\[object|NaN|\{\w*\}|%[(\w]/, each.code);
        }
        // The words of others may be put in other words; numbers may not.
        const numbers = [
          catalogue.text(MESSAGES.max_length, [language]),
          catalogue.text(MESSAGES.min_length, [language]),
          catalogue.text(MESSAGES.password_too_short, [language]),
        ].map((text) => text.replaceAll(/\D/g, ''));
        assert.deepEqual(numbers, ['4711', '4712', '4713'], language);
      }
    },

    'passes a text of the host’s own through as it is': (catalogue) => {
      const text = 'Said {by} the <host>.';
      for (const language of LANGUAGES) assert.equal(catalogue.text(message('custom', { text }), [language]), text);
    },

    'has each text in the first language that it knows': (catalogue) => {
      for (const each of Object.values(MESSAGES)) {
        for (const language of LANGUAGES) {
          const text = catalogue.text(each, [language]);
          assert.equal(catalogue.text(each, [UNKNOWN, language]), text, `${each.code} in ${UNKNOWN}, ${language}`);
          assert.equal(catalogue.text(each, [language, UNKNOWN]), text, `${each.code} in ${language}, ${UNKNOWN}`);
        }
      }
    },
  });
}
