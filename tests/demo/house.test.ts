import { describe, expect, test } from "@jest/globals";
import { isGiven } from "../../src/demo/customers.ts";
import { DEMO_SEED, generateDemoHouse } from "../../src/demo/house.ts";
import type { DemoCustomer } from "../../src/demo/types.ts";
import type { InteractionKind } from "../../src/scoring/types.ts";

const DAY_MS = 86_400_000;
const now = Date.UTC(2026, 0, 15, 14, 30);
const house = generateDemoHouse({ seed: DEMO_SEED, now });

const keepingPurposes = ["PERSONALISATION", "IMPROVEMENT"] as const;
const keptCategories = ["BROWSING", "FEEDBACK", "CONTEXT"] as const;
const openCells = new Set(
  house.customers.flatMap((customer) =>
    keptCategories
      .filter((category) => keepingPurposes.some((purpose) => isGiven(customer, purpose, category)))
      .map((category) => `${customer.id} ${category}`),
  ),
);

/** Whether either of the purposes that keep events is open for a category. */
function isOpen(customerId: string, category: (typeof keptCategories)[number]): boolean {
  return openCells.has(`${customerId} ${category}`);
}

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

describe("the demo house is the same again", () => {
  test("for the same seed and time", () => {
    expect(generateDemoHouse({ seed: DEMO_SEED, now })).toEqual(house);
  });

  test("but another one for another seed", () => {
    const other = generateDemoHouse({ seed: DEMO_SEED + 1, now });
    expect(other.interactions).not.toEqual(house.interactions);
    expect(other.customers).not.toEqual(house.customers);
  });

  test("and a whole number of weeks later it has only moved in time", () => {
    const later = generateDemoHouse({ seed: DEMO_SEED, now: now + 28 * DAY_MS });
    expect(later.interactions.map((interaction) => interaction.at - 28 * DAY_MS)).toEqual(
      house.interactions.map((interaction) => interaction.at),
    );
    expect(later.moodCounts).toEqual(house.moodCounts);
  });

  test("in exact numbers", () => {
    expect(house.items).toHaveLength(491);
    expect(house.customers).toHaveLength(300);
    expect(countBy(house.items.map((item) => item.kind))).toEqual({
      DISH: 169,
      WINE: 80,
      CHEESE: 39,
      GROCERY: 111,
      SPORT: 38,
      STAY: 20,
      TIP: 34,
    });
    expect(house.interactions).toHaveLength(39_699);
    expect(countBy(house.interactions.map((interaction) => interaction.kind))).toEqual({
      VIEW: 17_849,
      CLICK: 8_331,
      CART: 3_476,
      PURCHASE: 8_741,
      RATING: 612,
      LIKE: 346,
      DISLIKE: 37,
      RETURN: 15,
      NOT_NOW: 292,
    });
    const inContext = house.interactions.filter(({ context }) => Object.keys(context).length > 0);
    expect(inContext).toHaveLength(25_099);
    expect(house.moodCounts).toHaveLength(225);
    expect(house.truths.hotDays).toHaveLength(14);
  });
});

describe("the assortment", () => {
  test("has unique ids and titles in both languages", () => {
    expect(new Set(house.items.map((item) => item.id)).size).toBe(house.items.length);
    expect(new Set(house.items.map((item) => item.title.de)).size).toBe(house.items.length);
    expect(new Set(house.items.map((item) => item.title.en)).size).toBe(house.items.length);
    for (const item of house.items) expect(item.id).toMatch(/^[a-z]+(-[a-z0-9]+)+$/);
  });

  test("costs something unless it is advice", () => {
    for (const item of house.items) {
      expect(Number.isInteger(item.priceCents)).toBe(true);
      expect(item.priceCents === 0).toBe(item.kind === "TIP");
    }
  });

  test("has a leaf and a group for everything, and some of it is new or sold out", () => {
    for (const item of house.items) expect(item.categories).toHaveLength(2);
    const isNew = house.items.filter((item) => item.addedAt > now - 60 * DAY_MS);
    const isSoldOut = house.items.filter((item) => !item.isAvailable);
    expect(isNew.length).toBeGreaterThanOrEqual(15);
    expect(isSoldOut.length).toBeGreaterThanOrEqual(3);
  });
});

describe("the interactions", () => {
  const itemById = new Map(house.items.map((item) => [item.id, item]));

  test("lie in order within the 60 days and end just before now", () => {
    const times = house.interactions.map((interaction) => interaction.at);
    expect(times).toEqual([...times].sort((one, other) => one - other));
    expect(times[0]).toBeGreaterThan(now - 60 * DAY_MS);
    expect(times[times.length - 1]).toBeLessThan(now);
    expect(times[times.length - 1]).toBeGreaterThan(now - DAY_MS / 24);
    expect(new Set(house.interactions.map(({ id }) => id)).size).toBe(times.length);
  });

  test("concern items that were in the house by then", () => {
    const early = house.interactions.filter(({ itemId, at }) => itemById.get(itemId)!.addedAt > at);
    expect(early).toEqual([]);
  });

  test("have a purchase only after a view within ten minutes, where views are kept", () => {
    const viewedAt = new Map<string, number>();
    const unseen = house.interactions.filter(({ customerId, itemId, kind, at }) => {
      const key = `${customerId} ${itemId}`;
      if (kind === "VIEW") viewedAt.set(key, at);
      if (kind !== "PURCHASE" || !isOpen(customerId, "BROWSING")) return false;
      return at - (viewedAt.get(key) ?? 0) > 600_000;
    });
    expect(unseen).toEqual([]);
  });

  test("carry stars with ratings, a quantity with purchases and nothing else", () => {
    const values = (kind: string) =>
      house.interactions
        .filter((interaction) => interaction.kind === kind)
        .map(({ value }) => value);
    expect([...new Set(values("RATING"))].sort()).toEqual([1, 2, 3, 4, 5]);
    expect([...new Set(values("PURCHASE"))].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    for (const kind of ["VIEW", "CLICK", "CART", "LIKE", "DISLIKE", "RETURN", "NOT_NOW"]) {
      expect([...new Set(values(kind))]).toEqual([null]);
    }
  });

  test("follow the day and the week, and know heavy and light customers", () => {
    const views = house.interactions.filter(({ kind }) => kind === "VIEW");
    const known = views.filter(({ context }) => context.daypart !== undefined);
    const byDaypart = countBy(known.map(({ context }) => context.daypart as string));
    const byWeekday = countBy(known.map(({ context }) => context.weekday as string));
    expect(byDaypart.evening).toBeGreaterThan(3 * byDaypart.night!);
    expect(byWeekday.sat).toBeGreaterThan(1.5 * byWeekday.mon!);
    const byCustomer = Object.values(countBy(views.map(({ customerId }) => customerId)));
    expect(Math.max(...byCustomer)).toBeGreaterThan(10 * Math.min(...byCustomer));
  });

  test("name the weather of their day once for the whole house", () => {
    const known = house.interactions.filter(
      ({ kind, context }) => kind === "VIEW" && context.weather !== undefined,
    );
    const dayOf = (at: number) => Math.floor(at / DAY_MS) * DAY_MS;
    const named = new Set(known.map(({ at, context }) => `${dayOf(at)} ${context.weather}`));
    expect(named.size).toBe(60);
    const hotDays = [...named].filter((name) => name.endsWith(" hot"));
    expect(hotDays).toEqual(house.truths.hotDays.map((day) => `${day} hot`));
    expect(new Set(known.map(({ context }) => context.weather)).size).toBe(5);
  });
});

describe("only what the customers' last word lets be kept is in the house", () => {
  test("for every event and every context", () => {
    const forbidden = house.interactions.filter(({ customerId, kind, context }) => {
      const isContextKept = isOpen(customerId, "CONTEXT");
      if (isContextKept === (Object.keys(context).length === 0)) return true;
      if (kind === "PURCHASE" || kind === "RETURN") return false;
      const isBrowsing = kind === "VIEW" || kind === "CLICK" || kind === "CART";
      return !isOpen(customerId, isBrowsing ? "BROWSING" : "FEEDBACK");
    });
    expect(forbidden).toEqual([]);
  });

  test("which leaves purchases of all and more of those who allow more", () => {
    const perHead = (isCounted: (customer: DemoCustomer) => boolean, kind: InteractionKind) => {
      const ids = new Set(house.customers.filter(isCounted).map(({ id }) => id));
      const counted = house.interactions.filter(
        (interaction) => ids.has(interaction.customerId) && interaction.kind === kind,
      );
      return counted.length / ids.size;
    };
    const isSilent = ({ consentEvents }: DemoCustomer) => consentEvents.length === 0;
    const isWithdrawn = ({ consentEvents }: DemoCustomer) =>
      consentEvents.at(-1)?.state === "WITHDRAWN";
    const isShared = ({ id }: DemoCustomer) => isOpen(id, "FEEDBACK");
    for (const belongs of [isSilent, isWithdrawn, isShared]) {
      expect(perHead(belongs, "PURCHASE")).toBeGreaterThan(10);
      const isKept = belongs === isShared;
      expect(perHead(belongs, "VIEW") > 0).toBe(isKept);
      expect(perHead(belongs, "LIKE") > 0).toBe(isKept);
    }
  });

  test.each([0, 1, 2, 3, 4, 5, 6])("about 40,000 events when now is %i days on", (days) => {
    const midnight = Math.floor(now / DAY_MS) * DAY_MS + days * DAY_MS;
    const { interactions } = generateDemoHouse({ seed: DEMO_SEED, now: midnight + DAY_MS - 1 });
    // A day only adds to what had happened before it, so its two ends bound every hour of it.
    const before = interactions.filter(({ at }) => at < midnight);
    expect(before.length).toBeGreaterThan(38_500);
    expect(interactions.length).toBeLessThan(41_500);
  });
});

describe("the customers differ in consents", () => {
  const given = (purpose: "PERSONALISATION" | "IMPROVEMENT", category: "PURCHASE" | "MOOD") =>
    house.customers.filter((customer) => isGiven(customer, purpose, category)).length;

  test("from nothing to everything, refused and withdrawn", () => {
    expect(given("PERSONALISATION", "PURCHASE")).toBe(225);
    const silent = house.customers.filter(({ consentEvents }) => consentEvents.length === 0);
    expect(silent).toHaveLength(36);
    const states = house.customers.map(({ consentEvents }) => consentEvents.at(-1)?.state);
    expect(states.filter((state) => state === "REFUSED")).toHaveLength(18);
    expect(states.filter((state) => state === "WITHDRAWN")).toHaveLength(21);
  });

  test("and only some of them help to improve", () => {
    const improving = given("IMPROVEMENT", "PURCHASE");
    expect(improving).toBeGreaterThan(150);
    expect(improving).toBeLessThan(225);
    expect(given("IMPROVEMENT", "MOOD")).toBeLessThan(improving);
  });

  test("about a tenth let their finds guide others, the expert among them", () => {
    const finders = house.customers.filter((customer) =>
      isGiven(customer, "EXPERTISE", "PURCHASE"),
    );
    expect(finders).toHaveLength(27);
    expect(finders.map(({ id }) => id)).toContain(house.truths.nicheExpert.customerId);
    for (const finder of finders) expect(isGiven(finder, "IMPROVEMENT", "PURCHASE")).toBe(true);
  });

  test("in the past, in order, at an address that cannot exist", () => {
    for (const { consentEvents, email } of house.customers) {
      const times = consentEvents.map((event) => event.at);
      expect(times).toEqual([...times].sort((one, other) => one - other));
      for (const at of times) expect(at).toBeLessThan(now);
      expect(email).toMatch(/@guests\.example$/);
    }
  });
});

test("a declared mood leaves the generator as anonymous counts only", () => {
  const { moodCounts, truths, ...personal } = house;
  expect(truths.festiveCuisine.mood).toBe("FESTIVE");
  const text = JSON.stringify(personal);
  const moods = [...new Set(moodCounts.map((count) => count.mood))];
  expect(moods.sort()).toEqual(["CALM", "CURIOUS", "FESTIVE", "IN_A_HURRY", "JUST_THE_ESSENTIALS"]);
  for (const mood of moods) expect(text.toUpperCase()).not.toContain(mood);
  const contextNames = new Set(
    personal.interactions.flatMap(({ context }) => Object.keys(context)),
  );
  expect([...contextNames].sort()).toEqual(["daypart", "occasion", "weather", "weekday"]);
  for (const { shown, accepted } of moodCounts) {
    expect(shown).toBeGreaterThanOrEqual(20);
    expect(accepted).toBeLessThanOrEqual(shown);
  }
});
