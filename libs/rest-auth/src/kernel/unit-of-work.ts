/**
 * Several writes, all or nothing.
 *
 * Stores that are called inside `run` take part by themselves; nothing is handed through. A host's own strategy
 * joins in the same way; with the TypeORM stores it injects `TypeOrmUnitOfWork` and writes through its `manager`.
 * No hashing, mail or call to a provider belongs inside.
 */
export abstract class UnitOfWork {
  /**
   * Runs `work` in one transaction; a `run` inside a `run` joins the outer one. Whatever `work` throws rolls all
   * of it back and is thrown on.
   */
  abstract run<Result>(work: () => Promise<Result>): Promise<Result>;

  /**
   * Calls `effect` once the transaction that is open now has been committed, or at once when none is open; several in
   * their order. It is not called after a roll-back. Whatever it throws is logged and changes nothing.
   */
  abstract afterCommit(effect: () => void | Promise<void>): void;
}

/**
 * A write was refused by a unique index: somebody else has that name. Stores throw it in place of their driver's error.
 */
export class UniqueViolation extends Error {
  override readonly name = 'UniqueViolation';
}
