import { useState } from 'preact/hooks';
import type { Token } from '../../../shared/contract/token.ts';
import type { Failure } from '../../api.ts';
import { RenameForm } from '../components/rename-form.tsx';
import { descriptionProblem } from '../description.ts';
import { problemText } from '../problem-text.ts';
import { rename } from '../state/rename.ts';
import { Failed } from './failed.tsx';
import { useStore } from './use-store.ts';

/** A row's description being changed; what was typed stays until it is saved or given up. */
export function RenameToken({ token, onEnd }: { token: Token; onEnd: () => void }) {
  const store = useStore();
  const [failure, setFailure] = useState<Failure>();

  async function save(description: string): Promise<boolean> {
    setFailure(undefined);
    const failed = await rename(store, token, description);
    setFailure(failed);
    return failed === undefined;
  }

  function problemOf(text: string): string | undefined {
    const problem = descriptionProblem(text);
    return problem && problemText(problem);
  }

  return (
    <RenameForm description={token.description} problemOf={problemOf} onSave={save} onEnd={onEnd}>
      {failure && <Failed failure={failure} />}
    </RenameForm>
  );
}
