import worker from './index.js';

// Wraps a Worker and adds up D1's own counts for each statement. `/_meter` returns the sums and resets them.

let meter;
const reset = () => {
  meter = { statements: 0, rowsRead: 0, rowsWritten: 0, changes: 0, milliseconds: 0 };
};
reset();

function note(result) {
  meter.statements++;
  meter.rowsRead += result.meta.rows_read;
  meter.rowsWritten += result.meta.rows_written;
  meter.changes += result.meta.changes ?? 0;
  meter.milliseconds += result.meta.duration;
  return result;
}

/** `first` and `raw` return no counts, so they call `all`. */
function metered(statement) {
  const all = async () => note(await statement.all());
  return {
    inner: statement,
    bind: (...values) => metered(statement.bind(...values)),
    all,
    run: all,
    first: async (column) => {
      const [row = null] = (await all()).results;
      return column === undefined ? row : (row?.[column] ?? null);
    },
    raw: async () => (await all()).results.map((row) => Object.values(row)),
  };
}

function meteredDatabase(DB) {
  const prepareOn = (on) => (text) => metered(on.prepare(text));
  return {
    prepare: prepareOn(DB),
    withSession: (constraint) => ({ prepare: prepareOn(DB.withSession(constraint)) }),
    batch: async (statements) => (await DB.batch(statements.map(({ inner }) => inner))).map(note),
  };
}

/** Created once, so that the meter adds little to each request. */
let metering;

export default {
  fetch(request, env, context) {
    if (request.url.endsWith('/_meter')) {
      const answer = Response.json(meter);
      reset();
      return answer;
    }
    metering ??= { ...env, DB: meteredDatabase(env.DB) };
    return worker.fetch(request, metering, context);
  },
};
