import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

import { unknownOptions } from '../../kernel/unknown-options.js';
import type { JwtAlgorithm, JwtKeyPair, JwtKeySetting } from '../../rest-auth.settings.js';

const MIN_SECRET_BYTES = 32;
const MIN_RSA_BITS = 2048;
const CURVES: Readonly<Record<string, string>> = { ES256: 'prime256v1', ES384: 'secp384r1', ES512: 'secp521r1' };
const ALGORITHMS: readonly JwtAlgorithm[] = [
  ...(['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512'] as const),
  ...(['PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'] as const),
];

const KEY_OPTIONS = ['id', 'algorithm', 'secret', 'privateKey', 'publicKey', 'signs', 'isDefault'];

/** What is wrong with `jwt.keys`. */
export function jwtKeyProblems(keys: readonly JwtKeySetting[]): string[] {
  const given: readonly unknown[] = keys;
  const strangers = given.flatMap((key, index) =>
    typeof key === 'object' && key !== null
      ? unknownOptions(key, KEY_OPTIONS, `jwt.keys[${index}].`)
      : [
          `\`jwt.keys[${index}]\` is no key: give it an object with \`id\`, \`algorithm\` and \`secret\` or \`privateKey\`.`,
        ],
  );
  if (strangers.length > 0) return strangers;
  const problems = keys.flatMap((key, index) => keyProblems(key, `jwt.keys[${index}]`));
  const ids = keys.map(({ id }) => id);
  if (new Set(ids).size < ids.length) problems.push('`jwt.keys` has an `id` twice: give each key one of its own.');
  for (const flag of ['signs', 'isDefault'] as const) {
    if (keys.filter((key) => key[flag]).length > 1)
      problems.push(`\`jwt.keys\` has several with \`${flag}\`: one can be it.`);
  }
  const signing = keys.find(({ signs }) => signs) ?? keys[0];
  if (signing && isPair(signing) && signing.privateKey === undefined) {
    problems.push(
      `\`jwt.keys\`: "${signing.id}" signs, and has no \`privateKey\`: give it one, or have another key sign.`,
    );
  }
  return problems;
}

function isPair(key: JwtKeySetting): key is JwtKeyPair {
  return ALGORITHMS.includes(key.algorithm) && !key.algorithm.startsWith('HS') && !('secret' in key);
}

function keyProblems(key: JwtKeySetting, path: string): string[] {
  if (typeof key.id !== 'string' || !/^[\w.-]{1,64}$/.test(key.id)) {
    return [`\`${path}.id\` must be 1 to 64 letters, digits, dots, dashes or underscores: it stands in tokens.`];
  }
  if (!ALGORITHMS.includes(key.algorithm)) {
    return [`\`${path}.algorithm\` is "${key.algorithm}": use one of ${ALGORITHMS.join(', ')}.`];
  }
  if (key.algorithm.startsWith('HS')) return secretProblems(key, path);
  return 'secret' in key
    ? [`\`${path}\` has a secret, and ${key.algorithm} is for a pair of keys: give it \`privateKey\`.`]
    : pairProblems(key, path);
}

function secretProblems(key: object, path: string): string[] {
  const secret: unknown = Reflect.get(key, 'secret');
  if (typeof secret !== 'string' && !(secret instanceof Uint8Array)) {
    return [`\`${path}.secret\` is missing: give it at least ${MIN_SECRET_BYTES} random bytes.`];
  }
  const bytes = typeof secret === 'string' ? Buffer.byteLength(secret) : secret.length;
  return bytes < MIN_SECRET_BYTES
    ? [`\`${path}.secret\` has ${bytes} bytes: give it at least ${MIN_SECRET_BYTES}.`]
    : [];
}

function pairProblems({ algorithm, privateKey, publicKey }: JwtKeyPair, path: string): string[] {
  if (privateKey === undefined && publicKey === undefined) {
    return [`\`${path}\` has neither \`privateKey\` nor \`publicKey\`: give it one in PEM.`];
  }
  const parsed = [
    ...(privateKey === undefined ? [] : [['privateKey', parse(() => createPrivateKey(privateKey))] as const]),
    ...(publicKey === undefined ? [] : [['publicKey', parse(() => createPublicKey(publicKey))] as const]),
  ];
  const problems = parsed.flatMap(([name, made]) => {
    if (!made) return [`\`${path}.${name}\` cannot be read: give it in PEM.`];
    return fits(made, algorithm)
      ? []
      : [`\`${path}.${name}\` is no key for ${algorithm}: give it ${wanted(algorithm)}.`];
  });
  if (problems.length > 0 || privateKey === undefined || publicKey === undefined) return problems;
  return createPublicKey(privateKey).equals(createPublicKey(publicKey))
    ? []
    : [`\`${path}.publicKey\` is not of the same pair as \`privateKey\`: leave it out, for it is made of that.`];
}

function parse(make: () => KeyObject): KeyObject | null {
  try {
    return make();
  } catch {
    return null;
  }
}

function fits({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject, algorithm: JwtAlgorithm): boolean {
  const curve = CURVES[algorithm];
  if (curve !== undefined) return type === 'ec' && details?.namedCurve === curve;
  // A key of the type RSASSA-PSS has no form as a JSON Web Key, and a plain one signs by it as well.
  return type === 'rsa' && (details?.modulusLength ?? 0) >= MIN_RSA_BITS;
}

function wanted(algorithm: JwtAlgorithm): string {
  const curve = CURVES[algorithm];
  return curve === undefined ? `one of RSA with at least ${MIN_RSA_BITS} bits` : `one of the curve ${curve}`;
}
