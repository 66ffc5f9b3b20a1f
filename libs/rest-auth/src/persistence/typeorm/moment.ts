import type { ValueTransformer } from 'typeorm';

/**
 * Moments are kept as milliseconds since 1970 in a bigint. The date types of the databases differ in precision, and those without a zone are read in
 * whatever zone a process happens to run in.
 */
export const moment: ValueTransformer = {
  to: (value: unknown) => (value instanceof Date ? value.getTime() : value),
  from: (value: unknown) => (value === null || value === undefined ? null : new Date(Number(value))),
};
