import type { RestAuthSettings } from 'nestjs-rest-auth';

import { type Instance, usesCookies } from './instances.js';

/** An instance with the settings that are in force there. */
export class RunningInstance {
  constructor(
    private readonly instance: Instance,
    private readonly settings: RestAuthSettings,
  ) {}

  /** What a client has to know of it. */
  facts() {
    const { id, preset, kind } = this.instance;
    const { login, email, password, jwt, sessions, csrf } = this.settings;
    const path = `/${this.instance.path}`;
    return {
      id,
      preset,
      kind,
      path,
      docs: `/docs/#${id}`,
      whoami: `${path}/whoami/`,
      authorization: { token: 'Token', jwt: jwt.headerTypes[0] ?? null, 'jwt-cookie': null, session: null }[kind],
      cookies: {
        session: kind === 'session' ? sessions.cookieName : null,
        access: jwt.accessCookieName,
        refresh: jwt.refreshCookieName,
      },
      csrf: usesCookies(this.instance)
        ? { cookieName: csrf.cookieName, headerName: csrf.headerName, url: `${path}/csrf/` }
        : null,
      emailVerification: email.verification,
      emailRequired: email.required,
      passwordMinLength: password.minLength,
      oldPasswordRequired: password.oldPasswordRequired,
      loginMethods: login.methods,
      lifetimes: this.lifetimes(),
      rotateRefreshTokens: kind === 'jwt' || kind === 'jwt-cookie' ? jwt.rotateRefreshTokens : null,
    };
  }

  /** How long a login lasts, in seconds: null for what there is none of. */
  private lifetimes() {
    const { tokens, jwt, sessions } = this.settings;
    const { kind } = this.instance;
    if (kind === 'token' || kind === 'session') {
      const { idleSeconds, absoluteSeconds } = kind === 'token' ? tokens : sessions;
      return { accessSeconds: null, refreshSeconds: null, idleSeconds, absoluteSeconds };
    }
    const { accessSeconds, refreshSeconds, familySeconds } = jwt;
    return { accessSeconds, refreshSeconds, idleSeconds: null, absoluteSeconds: familySeconds };
  }
}
