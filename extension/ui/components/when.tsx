import { fullTime, nearTime, shortDate } from '../dates.ts';

/** An instant: relative where it is near and `now` is given, else a date; the exact time in its title. */
export function When({ at, now }: { at: string; now?: number | undefined }) {
  const instant = Date.parse(at);
  return (
    <time dateTime={at} title={fullTime(instant)}>
      {now === undefined ? shortDate(instant) : nearTime(instant, now)}
    </time>
  );
}
