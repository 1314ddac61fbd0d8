import {
  festiveMood,
  festiveTag,
  isTooRich,
  type Mood,
  type Occasion,
  type Situation,
} from "./appetite.ts";
import { type Day, type Daypart, daypartHours, HOUR_MS, type Weekday } from "./calendar.ts";
import type { Guest } from "./guests.ts";
import { type Intent, intentOf, type Menu } from "./menu.ts";
import { cheeseFor } from "./pairings.ts";
import type { Plan } from "./plans.ts";
import type { Random } from "./random.ts";
import type { DemoItem } from "./types.ts";
import { type Chronicle, Visit } from "./visit.ts";

/** What is the same for everybody. */
export interface World {
  readonly now: number;
  readonly days: readonly Day[];
  readonly itemById: ReadonlyMap<string, DemoItem>;
  readonly festiveItems: readonly DemoItem[];
  readonly chronicle: Chronicle;
}

/** Visits on this weekday, relative to the mean of the week. */
const busyness: Readonly<Record<Weekday, number>> = {
  mon: 0.7,
  tue: 0.8,
  wed: 0.9,
  thu: 1,
  fri: 1.25,
  sat: 1.45,
  sun: 0.9,
};

const intents: Readonly<Record<Intent, number>> = {
  TABLE: 45,
  SHOP: 40,
  SPORT: 4,
  STAY: 3,
  ADVICE: 8,
};

const dayparts: Readonly<Record<Intent, Partial<Record<Daypart, number>>>> = {
  TABLE: { morning: 2, noon: 3, afternoon: 2.5, evening: 4 },
  SHOP: { morning: 3, noon: 1.5, afternoon: 2.5, evening: 2, night: 0.3 },
  SPORT: { morning: 1, noon: 1, afternoon: 1, evening: 2 },
  STAY: { noon: 1, afternoon: 1, evening: 3, night: 1 },
  ADVICE: { morning: 1, noon: 1, afternoon: 1, evening: 2, night: 1 },
};

/** Share of the guest's declared moods; on a celebration festive comes first. */
const moods: Readonly<Record<Exclude<Mood, "FESTIVE">, number>> = {
  CURIOUS: 1.5,
  CALM: 1.5,
  IN_A_HURRY: 1,
  JUST_THE_ESSENTIALS: 0.7,
};

/** Lets one guest live through all days and writes down what they do. */
export function liveThrough(
  world: World,
  random: Random,
  guest: Guest,
  plan: Plan,
  menu: Menu,
): void {
  for (const day of world.days) {
    const isIdle = !random.chance(guest.visitsPerDay * busyness[day.weekday]);
    const planned = plan.on(day.index).map((itemId) => world.itemById.get(itemId)!);
    if (isIdle && planned.length === 0) continue;
    const intent = planned[0] === undefined ? random.weighted(intents) : intentOf(planned[0]);
    const situation = situationOf(random, guest, day, random.weighted(dayparts[intent]));
    const [first, last] = daypartHours[situation.daypart];
    // Half of the last hour stays free, so that a visit ends within its daypart.
    const startsAt = day.startsAt + Math.floor(random.between(first, last + 0.5) * HOUR_MS);
    const visit = new Visit(guest, situation, startsAt, world.now, random, world.chronicle);
    const taken = new Set(planned);
    for (const item of planned) {
      if (visit.look(item, true)) pair(world, random, guest, plan, visit, item, taken);
    }
    if (!isIdle) browse(world, random, guest, plan, menu, visit, intent, taken);
  }
}

function situationOf(random: Random, guest: Guest, day: Day, daypart: Daypart): Situation {
  const isWeekend = day.weekday === "sat" || day.weekday === "sun" || day.weekday === "fri";
  const said = random.weighted<Occasion | "unsaid">({
    everyday: 6,
    celebration: isWeekend ? 2 : 0.8,
    business: isWeekend ? 0.2 : 1.2,
    unsaid: 2,
  });
  const occasion = said === "unsaid" ? null : said;
  const declares = guest.declaresMood && random.chance(guest.isFestive ? 0.7 : 0.5);
  const festive = occasion === "celebration" ? 8 : 0.9;
  const mood = declares ? random.weighted<Mood>({ ...moods, [festiveMood]: festive }) : null;
  return { day, daypart, occasion, mood };
}

/** Looks around without a plan: three to eight things, fewer under a mood that wants less. */
function browse(
  world: World,
  random: Random,
  guest: Guest,
  plan: Plan,
  menu: Menu,
  visit: Visit,
  intent: Intent,
  taken: Set<DemoItem>,
): void {
  const { day, daypart, mood } = visit.situation;
  const isBrief = mood === "IN_A_HURRY" || mood === "JUST_THE_ESSENTIALS";
  const looks = isBrief ? random.whole(1, 3) : random.whole(3, 8);
  const seeksTreat = guest.isFestive && mood === festiveMood && intent === "TABLE";
  for (let look = 0; look < looks; look += 1) {
    const item =
      seeksTreat && random.chance(0.5)
        ? random.pick(world.festiveItems)
        : menu.draw(random, intent, daypart, day, taken);
    if (item === undefined || taken.has(item)) continue;
    // On a hot day half of the rich desserts are not even looked at.
    if (isTooRich(item, day) && random.chance(0.5)) continue;
    taken.add(item);
    if (visit.look(item, false)) pair(world, random, guest, plan, visit, item, taken);
  }
}

/** After one of the paired wines those who know take its cheese, at once or in the same week. */
function pair(
  world: World,
  random: Random,
  guest: Guest,
  plan: Plan,
  visit: Visit,
  wine: DemoItem,
  taken: Set<DemoItem>,
): void {
  const cheeseId = cheeseFor(wine.id);
  if (cheeseId === undefined || !guest.lovesPairings || !random.chance(0.8)) return;
  const cheese = world.itemById.get(cheeseId)!;
  if (taken.has(cheese) || random.chance(0.4)) {
    plan.add(visit.situation.day.index + random.whole(1, 6), cheeseId);
  } else {
    taken.add(cheese);
    visit.look(cheese, true);
  }
}

/** The dishes that the hidden group turns to. */
export function festiveItemsOf(items: readonly DemoItem[]): DemoItem[] {
  return items.filter((item) => item.kind === "DISH" && item.tags.includes(festiveTag));
}
