const CREDENTIAL = /^[\x21-\x7e]{1,8192}$/;

/** What a token, its secret or a code can be made of (RFC 6749 appendix A): nothing else is sent anywhere. */
export function isCredential(text: string): boolean {
  return CREDENTIAL.test(text);
}
