/** One promise of a port. */
export interface ContractCase {
  /** The promise, said of the implementation: "refuses another password". */
  readonly name: string;
  /** Resolves when it is kept; rejects, with an `AssertionError` or with what the implementation threw, when it is broken. */
  readonly run: () => Promise<void>;
}

/** All that a port promises, as data: a test for each case, in whichever runner. */
export type Contract = readonly ContractCase[];

/** Makes what one case works with, anew for each. Where that has a `close`, it is called after the case. */
export type Make<Fixture> = () => Made<Fixture> | Promise<Made<Fixture>>;

type Made<Fixture> = Fixture & { readonly close?: () => void | Promise<void> };

/** What is asked of a fixture, by the sentence that it proves. */
export type Promises<Fixture> = Readonly<Record<string, (fixture: Fixture) => void | Promise<void>>>;

/** The cases that ask those promises. */
export function contract<Fixture>(make: Make<Fixture>, promises: Promises<Fixture>): Contract {
  return Object.entries(promises).map(([name, keep]) => ({
    name,
    run: async () => {
      const fixture = await make();
      try {
        await keep(fixture);
      } finally {
        await fixture.close?.();
      }
    },
  }));
}
