import { describe, expect, test } from "@jest/globals";
import { DEMO_SEED } from "../../../src/demo/house.ts";
import { complementTable } from "../../../src/learning/visits/complements.ts";
import { groupLifts } from "../../../src/learning/visits/group-lifts.ts";
import { visitsOf } from "../../../src/learning/visits/visits.ts";
import { demoLog } from "./demo-log.ts";
import { rowOf } from "./made-up.ts";

describe.each([DEMO_SEED, 2, 3])("in the demo house with seed %i", (seed) => {
  const { house, catalogue, covered, logOfEvents } = demoLog(seed);
  const visits = visitsOf(logOfEvents(covered));
  const { pairings } = house.truths;

  test("a wine has its cheese as the first complement, and hardly anything else is one", () => {
    const table = complementTable(visits, catalogue);
    const wineIds = pairings.flatMap(({ wineItemIds }) => wineItemIds);
    const cheeseIds = pairings.map(({ cheeseItemId }) => cheeseItemId);
    const found = pairings.flatMap(({ wineItemIds, cheeseItemId }) =>
      wineItemIds.filter((wine) => {
        const [first] = rowOf(table, catalogue.indexOfItem.get(wine)!);
        return first !== undefined && catalogue.ids[first[0]] === cheeseItemId;
      }),
    );
    expect(found.length).toBeGreaterThanOrEqual(7);
    const strangers = catalogue.ids.flatMap((id, item) =>
      [...rowOf(table, item)].filter(([target]) => {
        const other = catalogue.ids[target]!;
        const isPairing = wineIds.includes(id) && cheeseIds.includes(other);
        return !isPairing && !(cheeseIds.includes(id) && wineIds.includes(other));
      }),
    );
    expect(strangers.length).toBeLessThanOrEqual(1);
  });

  test("who buys running shoes buys running socks, and nothing else stands out as much", () => {
    const table = groupLifts(visits, catalogue);
    const group = (leaf: string) => catalogue.indexOfGroup.get(`category:${leaf}`)!;
    const socks = rowOf(table, group("running-shoes"));
    expect(socks.map(([target]) => target)).toEqual([group("running-socks")]);
    expect(Math.max(...table.weights)).toBe(socks[0]![1]);
  });
});
