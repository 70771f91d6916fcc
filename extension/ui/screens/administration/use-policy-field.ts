import type { Policy } from '../../../../shared/contract/policy.ts';
import { t } from '../../../i18n.ts';
import { fieldText, warningText } from '../../policy-text.ts';
import { type PolicyProblem, policyProblems } from '../../state/administration/policy-draft.ts';
import { useAdministration } from './use-administration.ts';

type WithHelp = Exclude<keyof Policy, 'passwords'>;

/** What all fields of the policy's form share: their words, what is wrong with them, and what speaks against them. */
export function usePolicyField(field: keyof Policy) {
  const { policy } = useAdministration();
  const state = policy.state.value;
  const problem = state.kind === 'ready' ? policyProblems(state.draft)[field] : undefined;
  // What is not written yet is not wrong yet.
  const isShown = problem && (policy.tried.value || problem.kind !== 'noRanges');
  return {
    label: fieldText(field),
    help: field === 'passwords' ? '' : t(`policy.help.${field satisfies WithHelp}`),
    problem: isShown ? problemText(problem) : undefined,
    warnings: policy.warnings.value
      .filter((warning) => warning.field === field)
      .map((warning) => warningText(warning)),
    change: policy.change,
  };
}

function problemText(problem: PolicyProblem): string {
  return problem.kind === 'ranges'
    ? t('policy.problems.ranges', { text: problem.text })
    : t(`policy.problems.${problem.kind}`, { most: problem.most });
}
