import type { Type } from '@nestjs/common';
import { LessThanOrEqual } from 'typeorm';

import { type OutboxEntry, OutboxStore } from '../../mail/outbox.store.js';
import type { OutboxRow } from './rows.js';
import type { TypeOrmUnitOfWork } from './typeorm-unit-of-work.js';

/** The outbox in a table of the module's. Who moves an entry's `dueAt` on, by compare-and-set, has it for that long. */
export class TypeOrmOutboxStore extends OutboxStore {
  constructor(
    private readonly work: TypeOrmUnitOfWork,
    private readonly entity: Type<OutboxRow>,
  ) {
    super();
  }

  override async add(sealed: string | null, createdAt: Date): Promise<void> {
    // Left out rather than null: libsql takes a null that is a statement's only parameter for a list of named ones, and fails.
    const row = { ...(sealed !== null && { sealed }), createdAt, attempts: 0, dueAt: createdAt };
    await this.work.write((manager) => manager.getRepository(this.entity).insert(row));
  }

  override async claim(now: Date, leasedUntil: Date): Promise<OutboxEntry | null> {
    for (;;) {
      const [row] = await this.work.manager
        .getRepository(this.entity)
        .find({ where: { dueAt: LessThanOrEqual(now) }, order: { dueAt: 'ASC', id: 'ASC' }, take: 1 });
      if (!row) return null;
      const { affected } = await this.work.write((manager) =>
        manager.getRepository(this.entity).update({ id: row.id, dueAt: row.dueAt }, { dueAt: leasedUntil }),
      );
      // Lost to another sender: the next one, then.
      if (affected === 1) return row;
    }
  }

  override async remove(id: number): Promise<void> {
    await this.work.write((manager) => manager.getRepository(this.entity).delete({ id }));
  }

  override async postpone(id: number, attempts: number, dueAt: Date): Promise<void> {
    await this.work.write((manager) => manager.getRepository(this.entity).update({ id }, { attempts, dueAt }));
  }
}
