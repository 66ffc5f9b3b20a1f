import type { Attack, AttackGroup, AttackSeverity } from './attack.js';
import type { AttackProfile } from './attack-needs.js';
import type { AttackedHost } from './attacked-host.js';
import { AttackedSite } from './attacked-site.js';
import { LOGIN_ATTACKS } from './login.attacks.js';

/** An attack by one kind of credential, ready to be run. */
export interface AttackCase {
  /** `LGN-01`. */
  readonly id: string;
  /** `login`. */
  readonly group: string;
  readonly profile: AttackProfile;
  readonly severity: AttackSeverity;
  /** `LGN-01 Brute force of one account from one address (token)`. */
  readonly name: string;
  /** Boots the host, attacks it and closes it. Rejects, with an `AssertionError` that says what was to hold, when the attack has worked. */
  readonly run: () => Promise<void>;
}

const GROUPS: Readonly<Record<string, AttackGroup>> = {
  login: LOGIN_ATTACKS,
};

/** Every attack that we know, as data: a test for each case, in whichever runner. */
export function attackCases(host: AttackedHost): readonly AttackCase[] {
  return Object.entries(GROUPS).flatMap(([group, attacks]) =>
    Object.entries(attacks).flatMap(([id, attack]) => casesOf(id, group, attack, host)),
  );
}

function casesOf(id: string, group: string, attack: Attack, host: AttackedHost): AttackCase[] {
  const { title, severity, profiles = ['jwt-body'] } = attack;
  return profiles.map((profile) => ({
    id,
    group,
    profile,
    severity,
    name: `${id} ${title} (${profile})`,
    run: () => AttackedSite.under(attack, profile, host, attack.attempt),
  }));
}
