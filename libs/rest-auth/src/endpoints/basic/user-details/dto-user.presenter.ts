import { Injectable, type Type } from '@nestjs/common';

import type { AuthUser } from '../../../accounts/users/auth-user.js';
import { UserPresenter } from '../../../accounts/users/user.presenter.js';
import type { FieldDefinition } from '../../../http/fields/field.decorator.js';
import { fieldsOf, sourceOf } from '../../../http/fields/fields-of.js';
import { DtoClasses } from '../../../rest-auth.dto.js';

/** Shows the fields of the `userDetails` DTO class, nested ones too, and nothing else: the default. */
@Injectable()
export class DtoUserPresenter extends UserPresenter {
  constructor(private readonly dto: DtoClasses) {
    super();
  }

  override present(user: AuthUser): object {
    return presentAs(this.dto.userDetails, user);
  }
}

function presentAs(dto: Type<object>, source: object): object {
  const shown: Record<string, unknown> = {};
  for (const [name, field] of fieldsOf(dto)) {
    if (!field.writeOnly) shown[name] = presentField(field, Reflect.get(source, sourceOf(name, field)));
  }
  return shown;
}

function presentField(field: FieldDefinition, value: unknown): unknown {
  if (typeof value === 'object' && value !== null && field.nested) return presentAs(field.nested(), value);
  return value ?? null;
}
