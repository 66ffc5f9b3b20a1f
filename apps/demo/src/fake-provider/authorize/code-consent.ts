import type { FakeCodeOptions } from 'nestjs-rest-auth/testing';

import type { SamplePerson } from '../sample-people.js';
import { type Consent, ConsentProblem, parameter, withParameters } from './consent.js';

/** What the service knows of the application that asks. */
export interface RegisteredApplication {
  readonly clientId: string;
  readonly callbacks: readonly string[];
  readonly issueCode: (person: SamplePerson, options: FakeCodeOptions) => string;
}

/** A request for a code (RFC 6749 §4.1.1, RFC 7636 §4.3). It throws a `ConsentProblem` for one that was not made by the application. */
export function codeConsent(query: Readonly<Record<string, unknown>>, application: RegisteredApplication): Consent {
  const redirectUri = parameter(query, 'redirect_uri');
  const state = parameter(query, 'state');
  const codeChallenge = parameter(query, 'code_challenge');
  if (parameter(query, 'client_id') !== application.clientId) throw new ConsentProblem('Nobody has that client_id.');
  if (!application.callbacks.includes(redirectUri)) throw new ConsentProblem('That redirect_uri is not registered.');
  if (codeChallenge !== '' && parameter(query, 'code_challenge_method') !== 'S256') {
    throw new ConsentProblem('The code_challenge_method must be S256.');
  }
  const back = (answer: Readonly<Record<string, string>>) =>
    withParameters(redirectUri, { ...answer, ...(state !== '' && { state }) });
  return {
    allow: (person) =>
      back({ code: application.issueCode(person, { redirectUri, ...(codeChallenge !== '' && { codeChallenge }) }) }),
    refuse: () => back({ error: 'access_denied', error_description: 'The person has refused.' }),
  };
}
