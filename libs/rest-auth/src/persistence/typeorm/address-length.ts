import type { EntityMetadata } from 'typeorm';

import { FieldErrors } from '../../kernel/errors.js';
import { message } from '../../kernel/messages.js';
import { lengthOf } from '../../kernel/text.js';

/** An address may have 320 characters; a column of the host's may be shorter (Django's have 254), and cuts it or fails. */
export function assertAddressFits(entity: EntityMetadata, email: string): void {
  const max = Number(entity.findColumnWithPropertyName('email')?.length ?? 0);
  if (max > 0 && lengthOf(email) > max) throw FieldErrors.of('email', message('max_length', { max }));
}
