import type { Attack, AttackGroup, AttackSeverity } from './attack.js';
import type { AttackProfile } from './attack-needs.js';
import type { AttackedHost } from './attacked-host.js';
import { AttackedSite } from './attacked-site.js';
import { AUDIT_ATTACKS } from './audit.attacks.js';
import { COOKIES_ATTACKS } from './cookies.attacks.js';
import { CSRF_ATTACKS } from './csrf.attacks.js';
import { EMAIL_VERIFICATION_ATTACKS } from './email-verification.attacks.js';
import { JWT_ATTACKS } from './jwt.attacks.js';
import { ENUMERATION_ATTACKS } from './enumeration.attacks.js';
import { IDENTITY_ATTACKS } from './identity.attacks.js';
import { HASHING_ATTACKS } from './hashing.attacks.js';
import { LEAKAGE_ATTACKS } from './leakage.attacks.js';
import { LOGIN_ATTACKS } from './login.attacks.js';
import { MAIL_ATTACKS } from './mail.attacks.js';
import { HTTP_ATTACKS } from './http.attacks.js';
import { INPUT_TYPE_ATTACKS } from './input-types.attacks.js';
import { RACE_ATTACKS } from './race.attacks.js';
import { PASSWORD_RESET_ATTACKS } from './password-reset.attacks.js';
import { MASS_ASSIGNMENT_ATTACKS } from './mass-assignment.attacks.js';
import { REFRESH_ATTACKS } from './refresh.attacks.js';
import { SESSION_ATTACKS } from './session.attacks.js';
import { SOCIAL_ATTACKS } from './social.attacks.js';
import { INJECTION_ATTACKS } from './injection.attacks.js';
import { THROTTLE_ATTACKS } from './throttle.attacks.js';

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
  jwt: JWT_ATTACKS,
  refresh: REFRESH_ATTACKS,
  cookies: COOKIES_ATTACKS,
  csrf: CSRF_ATTACKS,
  session: SESSION_ATTACKS,
  race: RACE_ATTACKS,
  'input-types': INPUT_TYPE_ATTACKS,
  http: HTTP_ATTACKS,
  leakage: LEAKAGE_ATTACKS,
  'password-reset': PASSWORD_RESET_ATTACKS,
  'email-verification': EMAIL_VERIFICATION_ATTACKS,
  mail: MAIL_ATTACKS,
  enumeration: ENUMERATION_ATTACKS,
  identity: IDENTITY_ATTACKS,
  hashing: HASHING_ATTACKS,
  social: SOCIAL_ATTACKS,
  'mass-assignment': MASS_ASSIGNMENT_ATTACKS,
  injection: INJECTION_ATTACKS,
  throttle: THROTTLE_ATTACKS,
  audit: AUDIT_ATTACKS,
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
