import { isObject, parsed } from './answer.js';

export type CredentialKind = 'token' | 'jwt' | 'jwt-cookie' | 'session';
export type Preset = 'default' | 'hardened';

/** One instance of the module: a path with a credential kind and a preset of its own. */
export interface Instance {
  /** `<preset>-<kind>`, as in the client's addresses. */
  readonly id: string;
  readonly preset: Preset;
  readonly kind: CredentialKind;
  /** The endpoints are below it. */
  readonly path: string;
  /** Its page in the API explorer. */
  readonly docs: string;
  /** A controller of the demo's own behind this instance's guard. */
  readonly whoami: string;
  /** The scheme of the header `Authorization`; null where cookies do. */
  readonly authorization: 'Token' | 'Bearer' | null;
  /** Names of its HttpOnly cookies. */
  readonly cookies: Readonly<Record<'session' | 'access' | 'refresh', string | null>>;
  readonly csrf: CsrfPlaces | null;
  readonly emailVerification: 'none' | 'optional' | 'mandatory';
  readonly emailRequired: boolean;
  readonly passwordMinLength: number;
  readonly oldPasswordRequired: boolean;
  readonly rotateRefreshTokens: boolean | null;
  readonly lifetimes?: Lifetimes;
}

export interface CsrfPlaces {
  readonly cookieName: string;
  readonly headerName: string;
  /** Sets the cookie. */
  readonly url: string;
}

/** In seconds; null where an instance has nothing of the kind. */
export type Lifetimes = Readonly<
  Record<'accessSeconds' | 'refreshSeconds' | 'idleSeconds' | 'absoluteSeconds', number | null>
>;

export type ProviderId = 'facebook' | 'twitter' | 'github';

export interface Provider {
  readonly id: ProviderId;
  readonly name: string;
  /** Whether the demo's own stands in for it. */
  readonly fake: boolean;
  readonly flow: 'code' | 'oauth1';
  readonly authorizeUrl: string;
  /** Where the verifier of OAuth 1.0a becomes a token. */
  readonly tokenUrl?: string;
  readonly clientId: string | null;
  readonly scope: string | null;
  readonly pkce: boolean;
  readonly redirectUri: string;
}

export interface SampleAccount {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

export interface DemoConfig {
  readonly instances: readonly Instance[];
  readonly providers: readonly Provider[];
  readonly mailbox: {
    readonly page: string;
    readonly api: string;
    readonly events: string;
    readonly mailServer: string | null;
  };
  readonly docs: string;
  readonly forms: string;
  readonly sampleAccounts: readonly SampleAccount[];
}

/** What the demo says of itself. */
export async function loadConfig(): Promise<DemoConfig> {
  const response = await fetch('/demo/config');
  const config = parsed(await response.text());
  if (!response.ok || !isDemoConfig(config)) throw new TypeError(`/demo/config answered ${response.status}.`);
  return config;
}

/** Server and client come from one build, so the lists are all that is looked at. */
function isDemoConfig(value: unknown): value is DemoConfig {
  return isObject(value) && Array.isArray(value['instances']) && Array.isArray(value['providers']);
}
