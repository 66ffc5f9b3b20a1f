import type { AttackNeeds, AttackProfile } from './attack-needs.js';
import type { AttackedSite } from './attacked-site.js';

/** How bad it would be if the attack worked. */
export type AttackSeverity = 'critical' | 'high' | 'medium' | 'low';

/** What an attack is, and what must hold. */
export interface Attack extends AttackNeeds {
  /** What is tried, as one would tell a colleague. */
  readonly title: string;
  readonly severity: AttackSeverity;
  /** By which credentials it is tried. Default: JSON Web Tokens in bodies. */
  readonly profiles?: readonly AttackProfile[];
  /** Attacks, and asserts what must hold. What holds after every attack is asserted besides. */
  readonly attempt: (site: AttackedSite) => Promise<void>;
}

/** Attacks by their ids. */
export type AttackGroup = Readonly<Record<string, Attack>>;
