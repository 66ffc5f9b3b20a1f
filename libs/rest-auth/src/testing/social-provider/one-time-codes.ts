import { createHash } from 'node:crypto';

import { randomHex } from '../../kernel/secrets.js';

/** What an authorization request was made with, and the code is bound to. */
export interface FakeCodeOptions {
  /** The id of the application that asked; the first one's if left out. */
  readonly client?: string;
  /** Where the code was sent. The exchange has to name the same (RFC 6749, section 4.1.3); if left out, it may name any. */
  readonly redirectUri?: string;
  /** S256 of the verifier that the exchange has to present (RFC 7636); if left out, a verifier is not looked at. */
  readonly codeChallenge?: string;
}

/** What is presented in exchange for a token. */
export interface CodeExchange {
  readonly client: string | undefined;
  readonly code: string | undefined;
  readonly redirectUri: string | undefined;
  readonly codeVerifier: string | undefined;
}

/** Why there is no token for it. A code of another application is unknown. */
export type CodeRefusal = 'unknown' | 'spent' | 'redirect-uri' | 'code-verifier';

interface IssuedCode {
  readonly client: string;
  readonly options: FakeCodeOptions;
  /** Makes the token. */
  readonly grant: () => string;
  isSpent: boolean;
}

/** The codes of one service. Only an exchange that succeeds spends a code. */
export class OneTimeCodes {
  private readonly codes = new Map<string, IssuedCode>();

  issue(client: string, options: FakeCodeOptions, grant: () => string): string {
    const code = randomHex(20);
    this.codes.set(code, { client, options, grant, isSpent: false });
    return code;
  }

  /** The token, or why there is none. */
  exchange(presented: CodeExchange): { readonly token: string } | { readonly refusal: CodeRefusal } {
    const code = this.codes.get(presented.code ?? '');
    if (code?.client !== presented.client || code === undefined) return { refusal: 'unknown' };
    if (code.isSpent) return { refusal: 'spent' };
    const { redirectUri, codeChallenge } = code.options;
    if (redirectUri !== undefined && redirectUri !== presented.redirectUri) return { refusal: 'redirect-uri' };
    if (codeChallenge !== undefined && codeChallenge !== s256(presented.codeVerifier ?? '')) {
      return { refusal: 'code-verifier' };
    }
    code.isSpent = true;
    return { token: code.grant() };
  }
}

function s256(codeVerifier: string): string {
  return createHash('sha256').update(codeVerifier, 'ascii').digest('base64url');
}
