import { maxDescriptionLength } from '../../shared/contract/token.ts';
import { t } from '../i18n.ts';
import { fullDate } from './dates.ts';
import { type FieldProblem, maxRanges } from './state/draft.ts';

/** What is wrong with a field, in words. */
export function problemText(problem: FieldProblem): string {
  switch (problem.kind) {
    case 'long':
      return t('form.problems.long', { max: maxDescriptionLength });
    case 'beyond':
      return t('form.problems.beyond', { date: fullDate(problem.latest) });
    case 'ranges':
      return t('form.problems.ranges', { text: problem.text });
    case 'manyRanges':
      return t('form.problems.manyRanges', { max: maxRanges });
    default:
      return t(`form.problems.${problem.kind}`);
  }
}
