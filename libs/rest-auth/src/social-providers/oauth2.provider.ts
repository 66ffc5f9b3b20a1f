import type { Type } from '@nestjs/common';

import type { ProviderTokens, SocialProfile } from '../accounts/social-accounts/social-profile.js';
import { FieldErrors } from '../kernel/errors.js';
import { message } from '../kernel/messages.js';
import type { DtoClasses } from '../rest-auth.dto.js';
import type { SocialClient } from '../rest-auth.settings.js';
import { isCredential } from './credential-form.js';
import { ProviderOutage, ProviderRefusal } from './provider-failures.js';
import type { ProviderHttp } from './provider-http.js';
import type { SocialLoginDto } from './social-login.dto.js';
import { type Identified, type SocialApp, SocialProvider } from './social-provider.js';

/** With whom, as whom, and by which way a provider is asked. */
export interface ProviderContext {
  readonly app: SocialApp;
  readonly client: SocialClient;
  readonly http: ProviderHttp;
}

/** A code with what it was asked for with (RFC 6749 §4.1.3, RFC 7636 §4.5). */
export interface AuthorizationCode {
  readonly code: string;
  readonly redirectUri: string;
  readonly codeVerifier: string | null;
}

/**
 * A provider that speaks OAuth 2. A subclass says three things: how a code becomes a token, how the token is proven to be ours, and who its owner is. In which
 * order they are asked, and that none of them is left out, is said here.
 */
export abstract class OAuth2Provider extends SocialProvider<SocialLoginDto> {
  /** Exchanges a code. Throws `ProviderRefusal` where it is no good. */
  protected abstract exchange(code: AuthorizationCode, context: ProviderContext): Promise<ProviderTokens>;

  /**
   * Proves that the token was issued to `context.client`, and answers the uid of its owner. Throws `ProviderRefusal` where it was not: a profile alone never
   * shows that (RFC 9700 §4.6).
   */
  protected abstract prove(accessToken: string, context: ProviderContext): Promise<string>;

  /** Whose token it is. */
  protected abstract profile(accessToken: string, context: ProviderContext): Promise<SocialProfile>;

  override dto(classes: DtoClasses): Type<SocialLoginDto> {
    return classes.socialLogin;
  }

  override async identify(input: SocialLoginDto, app: SocialApp, http: ProviderHttp): Promise<Identified> {
    const { access_token: accessToken = '', code = '', code_verifier: codeVerifier = '' } = input;
    if (accessToken !== '' && app.accepts.includes('access_token')) {
      if (!isCredential(accessToken)) throw new ProviderRefusal();
      return this.byToken(accessToken, app, http);
    }
    if (code === '') throw FieldErrors.nonField('social_input_missing');
    if (!app.accepts.includes('code')) throw FieldErrors.nonField('social_code_not_taken');
    // From the options alone: an address that the client names could be anybody's (RFC 9700 §4.1).
    if (app.callbackUrl === null) throw FieldErrors.nonField('social_callback_missing');
    if (app.pkce && codeVerifier === '') throw FieldErrors.of('code_verifier', message('required'));
    if (!isCredential(code + codeVerifier)) throw new ProviderRefusal(message('social_code_refused'));
    const context = { app, client: app.clients[0], http };
    const redirectUri = app.callbackUrl;
    const tokens = await this.exchange({ code, redirectUri, codeVerifier: codeVerifier || null }, context);
    return { tokens, profile: await this.provenProfile(tokens.accessToken, context) };
  }

  /** A token may be any client's: it is refused when it is none's. A client that cannot be asked (its secret is old) bars no token of another. */
  private async byToken(accessToken: string, app: SocialApp, http: ProviderHttp): Promise<Identified> {
    let failure: ProviderRefusal | ProviderOutage = new ProviderRefusal();
    for (const client of app.clients) {
      try {
        return { tokens: { accessToken }, profile: await this.provenProfile(accessToken, { app, client, http }) };
      } catch (error) {
        if (!(error instanceof ProviderRefusal || error instanceof ProviderOutage)) throw error;
        if (!(failure instanceof ProviderOutage)) failure = error;
      }
    }
    throw failure;
  }

  private async provenProfile(accessToken: string, context: ProviderContext): Promise<SocialProfile> {
    const uid = await this.prove(accessToken, context);
    const profile = await this.profile(accessToken, context);
    if (profile.uid !== uid) throw new ProviderRefusal();
    return profile;
  }
}
