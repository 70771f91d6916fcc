import * as v from 'valibot';

const shape = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/;

/** An instant as ISO 8601 in UTC with `Z`, to the millisecond at most; a day that is in no calendar is refused. */
export const Instant = v.pipe(
  v.string(),
  v.check((text) => {
    const day = shape.exec(text)?.[1];
    const instant = Date.parse(text);
    return (
      day !== undefined && !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(day)
    );
  }, 'must be an instant in UTC such as 2027-02-21T09:00:00Z'),
);
