import type { Schema } from './open-api.js';

/** The named schemas of an instance. Each is made when it is mentioned first, so that nothing is there that nobody needs. */
export class Components {
  private readonly owners = new Map<string, unknown>();
  private readonly made = new Map<string, Schema>();

  /** All names begin with `prefix`. */
  constructor(private readonly prefix: string) {}

  /** A reference to the schema of that name about that class (or whatever it is); another one of the same name gets a number. */
  reference(name: string, about: unknown, make: () => Schema): Schema {
    for (let count = 1; ; count += 1) {
      const free = `${this.prefix}${name}${count === 1 ? '' : String(count)}`;
      const reference = { $ref: `#/components/schemas/${free}` };
      if (this.owners.has(free)) {
        if (this.owners.get(free) === about) return reference;
        continue;
      }
      // Known before it is made: a class may mention itself.
      this.owners.set(free, about);
      this.made.set(free, make());
      return reference;
    }
  }

  /** What has been mentioned. */
  get schemas(): Readonly<Record<string, Schema>> {
    return Object.fromEntries(this.made);
  }
}
