/** By the names under which the library's endpoint takes them. */
export interface TwitterToken {
  readonly access_token: string;
  readonly token_secret: string;
}

/** Twitter could not be asked, or made no sense. */
export class TwitterOutage extends Error {
  override readonly name = 'TwitterOutage';
}

/**
 * How a page comes to a token of Twitter's. OAuth 1.0a signs with the consumer secret, which no page may know, so the server takes both steps (RFC 5849 §2).
 * Both throw a `TwitterOutage`.
 */
export abstract class TwitterHandshake {
  /** Where a browser goes that shall come back to `callback`, with `oauth_token` and `oauth_verifier`, or with `denied`. */
  abstract start(callback: string): Promise<string>;

  /** The token that was allowed; null where it was not, or has been fetched before. */
  abstract finish(requestToken: string, verifier: string): Promise<TwitterToken | null>;
}
