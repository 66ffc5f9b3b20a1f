import { CharField, ReadOnlyField } from '../../../http/fields/field.decorator.js';
import { UsernameRules } from '../../../accounts/users/username.rules.js';

/**
 * What `user/` shows, and what of it PUT and PATCH take. Subclass it for more: a field's `source` names the entity's property, a
 * `NestedField` reads and writes a related row.
 */
export class UserDetailsDto {
  @ReadOnlyField({ source: 'id' })
  pk!: number | string;

  @CharField({ maxLength: 150, rules: [UsernameRules] })
  username!: string;

  @ReadOnlyField()
  email!: string;

  @CharField({ maxLength: 150, required: false, allowBlank: true })
  first_name?: string;

  @CharField({ maxLength: 150, required: false, allowBlank: true })
  last_name?: string;
}
