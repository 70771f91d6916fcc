/** One clause of CQL: `field operator "value"`. */
export interface Clause {
  field: string;
  operator: '=' | '!=' | '~';
  value: string;
}

/** Enough of CQL: clauses joined by AND; an ORDER BY is read over. Undefined: not understood. */
export function parseCql(cql: string): Clause[] | undefined {
  const [where = ''] = cql.split(/\border\s+by\b/i, 1);
  const parts = where.split(/\s+and\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/i).map((part) => part.trim());
  const clauses = parts.map(readClause);
  return clauses.every((clause) => clause !== undefined) ? clauses : undefined;
}

function readClause(text: string): Clause | undefined {
  const match = /^([\w.]+)\s*(!=|=|~)\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"']+))$/.exec(text);
  const operator = match?.[2];
  if (!match || (operator !== '=' && operator !== '!=' && operator !== '~')) return undefined;
  const value = match[3]?.replace(/\\(.)/g, '$1') ?? match[4] ?? match[5] ?? '';
  return { field: (match[1] ?? '').toLowerCase(), operator, value };
}

export function isMatch({ operator, value }: Clause, actual: string): boolean {
  const wanted = value.toLowerCase();
  const given = actual.toLowerCase();
  if (operator === '~') return given.includes(wanted.replaceAll('*', ''));
  return (given === wanted) === (operator === '=');
}
