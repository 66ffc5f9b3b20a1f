import type { PlainMessageCode } from '../../kernel/messages.js';

/** The key of an `Authorization: Token …` header, or what is wrong with the header. */
export type TokenHeader = { readonly key: string } | { readonly problem: PlainMessageCode };

/** Reads the header as DRF does; null when it is absent or of another type. The type's letter case does not matter. */
export function readTokenHeader(header: string | null): TokenHeader | null {
  const [type, key, ...rest] = (header ?? '').split(/[ \t]+/).filter((part) => part !== '');
  if (type?.toLowerCase() !== 'token') return null;
  if (key === undefined) return { problem: 'token_header_empty' };
  if (rest.length > 0) return { problem: 'token_header_spaces' };
  return isUtf8(key) ? { key } : { problem: 'token_header_characters' };
}

/** Node gives a header's bytes as latin1; DRF decodes them as UTF-8 and refuses what is none. */
function isUtf8(latin1: string): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(latin1, 'latin1'));
    return true;
  } catch {
    return false;
  }
}
