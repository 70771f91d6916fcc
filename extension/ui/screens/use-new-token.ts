import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { NewToken } from '../state/new-token.ts';

export const NewTokenContext = createContext<NewToken | undefined>(undefined);

/** The state of the dialog around. */
export function useNewToken(): NewToken {
  const newToken = useContext(NewTokenContext);
  if (!newToken) throw new Error('no NewTokenContext above');
  return newToken;
}
