import type { SamplePerson } from '../sample-people.js';

/** A question that an application has sent somebody with; each answer is the address that the browser goes back to. */
export interface Consent {
  allow(person: SamplePerson): string;
  refuse(): string;
}

/** What the question says that cannot be answered: a browser is sent nowhere then. */
export class ConsentProblem extends Error {
  override readonly name = 'ConsentProblem';
}

/** The address with these parameters besides its own. */
export function withParameters(address: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** A parameter of a query or a form: '' where it is not there, or is there twice. */
export function parameter(parameters: Readonly<Record<string, unknown>>, name: string): string {
  const value = parameters[name];
  return typeof value === 'string' ? value : '';
}
