import * as v from 'valibot';
import { maxDescriptionLength } from '../../shared/contract/token.ts';
import { Description } from '../../shared/contract/token-changes.ts';

export type DescriptionProblem = 'empty' | 'long' | 'characters';

/** What is wrong with a description, as the contract has it. */
export function descriptionProblem(text: string): { kind: DescriptionProblem } | undefined {
  if (text.trim() === '') return { kind: 'empty' };
  if (descriptionLength(text) > maxDescriptionLength) return { kind: 'long' };
  return v.is(Description, text) ? undefined : { kind: 'characters' };
}

/** In characters as the contract counts them: code points, composed, without white space around. */
export function descriptionLength(text: string): number {
  return [...text.normalize('NFC').trim()].length;
}
