import type { Measured } from './measure.ts';
import { marginalCost, monthlyCost, plan, type Used } from './prices.ts';

const million = 1e6;
const month = 30 * 86_400;

/** The company that the table reckons with. */
const company = { users: 20_000, tokens: 50_000, perSecond: 200 };

type Line = readonly string[];

/** The tables of docs/scale.md. */
export function moneyTables(measured: Measured, bytesPerToken: number): string {
  return [
    'A million verifications, where the month has used up what the plan includes:',
    table(['', 'requests', 'CPU', 'rows read', 'rows written', 'together'], perMillion(measured)),
    `A company of ${count(company.users)} users with ${count(company.tokens)} tokens, at ${company.perSecond} requests a second day and night (${count(company.perSecond * month)} a month), every one of which reads its row; with what the plan includes taken off, and the plan's own ${dollars(plan)} in the sum:`,
    table(
      [
        'uses noted every',
        'tokens in use',
        'requests',
        'CPU',
        'rows read',
        'rows written',
        'storage',
        'a month',
      ],
      perCompany(measured, bytesPerToken),
    ),
  ].join('\n\n');
}

function perMillion({ cpuMilliseconds, rowsRead, rowsWritten }: Measured): Line[] {
  const line = (name: string, read: number, written: number): Line => {
    const used = {
      requests: million,
      cpuMilliseconds: million * cpuMilliseconds,
      rowsRead: million * read,
      rowsWritten: million * written,
    };
    return [name, ...partsOf(used, marginalCost), dollars(marginalCost(used))];
  };
  return [
    line('cached', 0, 0),
    line('uncached', rowsRead, 0),
    line('uncached, each of them noted as a use', rowsRead, rowsWritten),
  ];
}

function perCompany(
  { cpuMilliseconds, rowsRead, rowsWritten }: Measured,
  bytesPerToken: number,
): Line[] {
  const requests = company.perSecond * month;
  return [300, 3600, 86_400].flatMap((seconds) =>
    (['all alike', 'a few most of the time'] as const).map((use): Line => {
      const notes = month * notesASecond(seconds, use);
      const used = {
        requests,
        cpuMilliseconds: requests * cpuMilliseconds,
        rowsRead: requests * rowsRead,
        rowsWritten: notes * rowsWritten,
        storage: (company.tokens * bytesPerToken) / 1e9,
      };
      const total = dollars(plan + monthlyCost(used));
      return [`${count(seconds)} s`, use, ...partsOf(used, monthlyCost), total];
    }),
  );
}

function partsOf(used: Used, costOf: (used: Used) => number): string[] {
  return Object.entries(used).map(([kind, amount]) => dollars(costOf({ [kind]: amount })));
}

/**
 * How many uses of all tokens are noted a second, where each is noted again by its first use that many seconds later. Tokens are
 * used all alike, or by Zipf's law, the second half as often as the first.
 */
function notesASecond(seconds: number, use: 'all alike' | 'a few most of the time'): number {
  const weights = Array.from({ length: company.tokens }, (_, i) =>
    use === 'all alike' ? 1 : 1 / (i + 1),
  );
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const untilUsed = (weight: number) => whole / (weight * company.perSecond);
  return weights.reduce((sum, weight) => sum + 1 / (seconds + untilUsed(weight)), 0);
}

function table(head: Line, lines: readonly Line[]): string {
  return [head, head.map(() => '---'), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function dollars(amount: number): string {
  if (amount === 0) return '$0';
  return amount < 0.01
    ? `$${amount.toPrecision(1)}`
    : `$${amount.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}
