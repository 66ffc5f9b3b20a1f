import { readdirSync, readFileSync } from 'node:fs';

/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A cookie as an answer sets it. */
export interface ExpectedCookie {
  value?: string;
  httponly?: boolean;
  secure?: boolean;
  samesite?: string | null;
  path?: string | null;
  domain?: string | null;
  expiresIn?: number | null;
  cleared?: true;
  artefact?: true;
}

/** What a JSON Web Token must say. */
export interface ExpectedJwt {
  header: Json;
  claims: Json;
  /** Seconds from `iat` to `exp`. */
  lifetime: number;
}

export interface ExpectedMail {
  to: string[];
  from?: string;
  subject?: string;
  carries?: string[];
  contains?: string[];
}

/** A mail as it was sent. */
export interface MailOfReplay {
  to: string[];
  from: string;
  subject: string;
  text: string;
}

/** A call to the fake provider. */
export interface ProviderCall {
  method: string;
  path: string;
}

/** What the fake provider answers, and to which call. */
export interface ProviderAnswer {
  /** GET where nothing is said. */
  method?: string;
  path: string;
  /** What else must be there; of the Authorization header a part will do. */
  match?: { query?: Record<string, string>; form?: Record<string, string>; authorization?: string };
  status?: number;
  /** A text is answered as it is. */
  body: Json;
  contentType?: string;
}

/** What an answer must be. */
export interface Expectation {
  status: number;
  body?: Json;
  headers?: Record<string, string>;
  cookies?: Record<string, ExpectedCookie>;
  mail?: { count: number; messages?: ExpectedMail[] };
  /** By where it stands in the answer (`json:access`, `cookie:…`). */
  jwt?: Record<string, ExpectedJwt>;
  /** What the server asked of the provider meanwhile, in order; nothing where this is absent. */
  providerCalls?: ProviderCall[];
}

export interface RecordedRequest {
  method: string;
  path: string;
  json?: Json;
  form?: Record<string, string>;
  multipart?: Record<string, string>;
  raw?: string;
  headers?: Record<string, string | null>;
  cookies?: 'jar' | Record<string, string>;
}

export interface RequestStep {
  request: RecordedRequest;
  expect: Expectation;
  capture?: Record<string, string>;
  jar?: string;
  store?: boolean;
}

export type Step = RequestStep | { act: { type: string } & Record<string, Json> };

export interface Scenario {
  id: string;
  profile: string;
  title: string;
  seed?: { providers?: ProviderAnswer[]; [part: string]: unknown };
  steps: Step[];
}

export interface Profile {
  restAuth?: Record<string, Json>;
  simpleJwt?: Record<string, Json>;
  secretKey?: string;
  throttleRates?: Record<string, string>;
}

const HERE = new URL('../', import.meta.url);

/** The recorded configurations by name. */
export const profiles = readJson<Record<string, Profile>>('profiles.json');

/** The recorded areas by name, in the order of their files. */
export function readArea(area: string): Scenario[] {
  return readJson<{ scenarios: Scenario[] }>(`scenarios/${area}.json`).scenarios;
}

export function areas(): string[] {
  return readdirSync(new URL('scenarios/', HERE)).map((file) => file.replace(/\.json$/, ''));
}

function readJson<Content>(path: string): Content {
  return JSON.parse(readFileSync(new URL(path, HERE), 'utf8')) as Content;
}
