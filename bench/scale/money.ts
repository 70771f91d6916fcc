import type { Measured } from './measure.ts';
import { marginalCost, monthlyCost, plan, type Used } from './prices.ts';

const million = 1e6;
const month = 30 * 86_400;

/** The example company of the table. */
const company = { users: 20_000, tokens: 50_000, perSecond: 200 };
const requests = company.perSecond * month;

type Line = readonly string[];

/** The tables of docs/scale.md. */
export function moneyTables(measured: Measured, bytesPerToken: number): string {
  return [
    'A million requests, where the month has used up what the plan includes:',
    table(['', 'requests', 'CPU', 'rows read', 'rows written', 'together'], perMillion(measured)),
    `A company of ${count(company.users)} users with ${count(company.tokens)} tokens, at ${company.perSecond} requests a second day and night (${count(requests)} a month), every one of which goes through the gateway by application link and reads its row; with what the plan includes taken off, and the plan's own ${dollars(plan)} in the sum:`,
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
    `A token that passes writes no line to the log. Were each request kept in Workers Logs (\`invocation_logs\`), that would be ${dollars(monthlyCost({ logEvents: requests }))} a month more.`,
  ].join('\n\n');
}

function perMillion({ cpu, rowsRead, rowsWritten }: Measured): Line[] {
  const line = (name: string, cpuMilliseconds: number, read = 0, written = 0): Line => {
    const used = {
      requests: million,
      cpuMilliseconds: million * cpuMilliseconds,
      rowsRead: million * read,
      rowsWritten: million * written,
    };
    return [name, ...toParts(used, marginalCost), dollars(marginalCost(used))];
  };
  return [
    line('verified from memory', cpu.cached),
    line('verified by asking the database', cpu.uncached, rowsRead),
    line('the same, each of them noted as a use', cpu.uncached, rowsRead, rowsWritten),
    line('through the gateway by trusted header, from memory', cpu.header),
    line('through the gateway by application link, from memory', cpu.applink),
  ];
}

function perCompany({ cpu, rowsRead, rowsWritten }: Measured, bytesPerToken: number): Line[] {
  const cpuMilliseconds = cpu.applink + Math.max(0, cpu.uncached - cpu.cached);
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
      return [`${count(seconds)} s`, use, ...toParts(used, monthlyCost), total];
    }),
  );
}

function toParts(used: Used, costOf: (used: Used) => number): string[] {
  return Object.entries(used).map(([kind, amount]) => dollars(costOf({ [kind]: amount })));
}

/**
 * Recorded uses of all tokens a second, if a token's use is recorded again `seconds` later at the earliest. All tokens are used
 * equally often, or by Zipf's law: the second half as often as the first.
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
