import { looksLikeSecret, parseSecret, type Secret } from '../../shared/token-format.ts';

/**
 * What a request's Authorization header is to us.
 * `none`: no header, or a scheme that is the product's own business (native PAT, OAuth, Negotiate).
 * `password`: Basic without our prefix. `token`: one of ours, well formed; Bearer carries no user name.
 * `malformed`: not one readable credential, or one of ours that no token has; refused without a query.
 */
export type Credential =
  | { kind: 'none' }
  | { kind: 'password'; user: string }
  | { kind: 'token'; user: string | undefined; secret: Secret }
  | { kind: 'malformed'; user: string | undefined };

const malformed = { kind: 'malformed', user: undefined } as const;

/** token68 of RFC 7235 as far as Base64 uses it. */
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** `auth-scheme` of RFC 9110 section 11.1. */
const token = /^[\w!#$%&'*+.^`|~-]+$/;

/**
 * A scheme of ours that was not read as such: misspelled, joined to what stands around it by bytes that some servers take for
 * a space, or in a second header, which arrives behind a comma. The product might read it as a password.
 */
const ours = /^[^a-z0-9]*(basic|bearer)/i;

/** A token with something pasted around it (a colon, quotes): no password, and the product must not count it as one. */
const wrapped = /\bpst_[0-9a-z]{36}/i;

/** The longest header value that is looked at: a user name of 255 characters and any password fit easily. */
const maxLength = 8192;

/** Reads the value of Authorization (RFC 7235, 7617, 6750): null where there is none. */
export function parseCredential(header: string | null): Credential {
  if (header === null) return { kind: 'none' };
  const [, scheme = '', value = ''] = /^([^\s,]*)(?:[ \t]+(.*))?$/s.exec(header) ?? [];
  switch (scheme.toLowerCase()) {
    case 'basic':
      return header.length > maxLength ? malformed : parseBasic(value.trim());
    case 'bearer':
      return parseBearer(value.trim());
    case '':
      return malformed;
    default:
      return token.test(scheme) && !holdsCredentialOfOurs(header) ? { kind: 'none' } : malformed;
  }
}

/** Under a scheme that is not ours: a credential that is, or a token, plain or in Base64, which the product's log would keep. */
function holdsCredentialOfOurs(header: string): boolean {
  return header
    .split(/[\s,]+/)
    .some(
      (word) =>
        ours.test(word) ||
        /\bpst_/i.test(word) ||
        (base64.test(word) && /:\s*pst_/i.test(decodeUserPass(word) ?? '')),
    );
}

function parseBearer(value: string): Credential {
  if (!looksLikeSecret(value))
    return /[\s,]/.test(value) || value === '' ? malformed : { kind: 'none' };
  return tokenOf(undefined, value);
}

function parseBasic(value: string): Credential {
  const text = base64.test(value) ? decodeUserPass(value) : undefined;
  const colon = text?.indexOf(':') ?? -1;
  // RFC 7617: neither part may hold control characters.
  if (text === undefined || colon < 0 || /\p{Cc}/u.test(text)) return malformed;
  const user = text.slice(0, colon);
  const password = text.slice(colon + 1);
  // A token in the place of the user name would end up in the product's log as one.
  if (looksLikeSecret(user)) return malformed;
  if (!looksLikeSecret(password) && !wrapped.test(password)) return { kind: 'password', user };
  return tokenOf(user, password);
}

function tokenOf(user: string | undefined, password: string): Credential {
  const secret = parseSecret(password);
  return secret ? { kind: 'token', user, secret } : { kind: 'malformed', user };
}

const ascii = /^[\x20-\x7e]*$/;

/** UTF-8, else Latin-1: RFC 7617 lets clients choose, and both are in use. */
function decodeUserPass(value: string): string | undefined {
  const binary = bytesOf(value);
  // ASCII is the same in both.
  if (binary === undefined || ascii.test(binary)) return binary;
  const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return binary;
  }
}

/** A character for each byte. */
function bytesOf(value: string): string | undefined {
  try {
    return atob(value);
  } catch {
    return undefined;
  }
}

/** Whether the typed name is the stored one: letter case of ASCII letters apart, character by character. */
export function isSameName(typed: string, stored: string): boolean {
  return typed === stored || foldAscii(typed) === foldAscii(stored);
}

function foldAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
