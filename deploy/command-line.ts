import { parseArgs } from 'node:util';

/** Somebody called a script wrongly, or what it needs is not there; the message says what to do. */
export class UsageError extends Error {
  override name = 'UsageError';
}

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

/** Words that look like a secret: they would stand in the shell's history and in every process list. */
const secretOption = /^--?(password|passwd|secret|token|cookie|credentials|user)\b/i;

/** Reads the arguments of a script; throws a UsageError, which repeats no value. */
export function readArguments<const O extends Options>(options: O) {
  const words = process.argv.slice(2);
  if (words.some((word) => secretOption.test(word) || /^https?:\/\/[^/]*@/i.test(word)))
    throw new UsageError(
      'Credentials are not taken as arguments, where others can read them: POSTERN_ADMIN or the standard input, see docs/deploy.md',
    );
  try {
    return parseArgs({ args: words, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The arguments cannot be read');
  }
}

/** Runs a script and sets the exit code: what it answers, or 2 where it was called wrongly, with the reason on stderr. */
export async function runScript(script: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await script();
  } catch (error) {
    if (!(error instanceof UsageError || isConfigurationError(error))) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}

function isConfigurationError(error: unknown): error is Error {
  return error instanceof Error && ['ConfigurationError', 'UserError'].includes(error.name);
}
