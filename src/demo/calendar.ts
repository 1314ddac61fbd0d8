import type { Random } from "./random.ts";

export const DAYS = 60;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export type Weather = "hot" | "warm" | "mild" | "rain" | "cold";
export type Daypart = "morning" | "noon" | "afternoon" | "evening" | "night";
export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

/** One day of the house. */
export interface Day {
  /** 0 is the oldest day, 59 the day of `now`. */
  readonly index: number;
  /** 00:00 UTC, milliseconds since 1970. */
  readonly startsAt: number;
  readonly weekday: Weekday;
  readonly weather: Weather;
}

/** First and last full hour of each daypart on the house's clock, which is UTC. */
export const daypartHours: Readonly<Record<Daypart, readonly [first: number, last: number]>> = {
  morning: [7, 10],
  noon: [11, 13],
  afternoon: [14, 16],
  evening: [17, 21],
  night: [22, 23],
};

const weekdays: readonly Weekday[] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** The heat waves of the demo summer: first day, last day. */
const heatWaves: readonly (readonly [first: number, last: number])[] = [
  [8, 9],
  [22, 24],
  [35, 38],
  [50, 54],
];

/**
 * The 60 days up to and including the day of `now`.
 *
 * It is always early summer in the demo house, whatever the date: a planted truth about hot days
 * needs hot days in January as well. Heat waves stand where {@link heatWaves} says, moved by up to
 * two days by the seed; the days between grow warmer towards the end.
 */
export function demoDays(random: Random, now: number): Day[] {
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const isHot = new Set<number>();
  for (const [first, last] of heatWaves) {
    const shift = random.whole(-2, 2);
    for (let day = first + shift; day <= last + shift; day += 1) isHot.add(day);
  }
  return Array.from({ length: DAYS }, (_, index) => {
    const startsAt = today - (DAYS - 1 - index) * DAY_MS;
    const warmth = index / DAYS;
    const usual = random.weighted<Weather>({
      warm: 1 + 2 * warmth,
      mild: 2,
      rain: 1.2,
      cold: 1.5 - 1.3 * warmth,
    });
    return {
      index,
      startsAt,
      weekday: weekdays[new Date(startsAt).getUTCDay()] as Weekday,
      weather: isHot.has(index) ? "hot" : usual,
    };
  });
}
