import type { NeighbourTable } from "../../scoring/model.ts";
import { TableBuilder } from "../table-builder.ts";
import { type Baskets, basketsOf, expectedTogether, membersHeld, strataOf } from "./baskets.ts";
import { lnLift } from "./chance.ts";
import type { ItemFacts } from "./facts.ts";
import type { Visits } from "./visits.ts";

/** Places of one row. */
const groupLiftsMax = 16;

/**
 * Which leaf categories have the same customers, more often than chance: where somebody who buys
 * from one may like to look next. weight(g → h) = ln((n_gh + k) / (E_gh + k)) over distinct
 * customers, with E_gh = Σ n_g n_h / N over strata of customers who take from equally many
 * categories; symmetric.
 *
 * Cost: Σ over customers of (own categories)².
 *
 * @returns rows by group; rows of tags and wider categories are empty
 */
export function groupLifts(
  visits: Visits,
  facts: Pick<ItemFacts, "groups" | "leaves">,
): NeighbourTable {
  const groupCount = facts.groups.length;
  const baskets = basketsOf(visits, null, facts.leaves, groupCount);
  const strata = strataOf(baskets);
  const candidates = membersHeld(strata);
  const { starts, basketsOfMember } = basketsByMember(baskets);
  const together = new Int32Array(groupCount);
  const table = new TableBuilder(groupLiftsMax);
  for (let group = 0; group < groupCount; group += 1) {
    const touched: number[] = [];
    for (let at = starts[group]!; at < starts[group + 1]!; at += 1) {
      const basket = basketsOfMember[at]!;
      for (let place = baskets.starts[basket]!; place < baskets.starts[basket + 1]!; place += 1) {
        const other = baskets.members[place]!;
        if (together[other] === 0) touched.push(other);
        together[other]! += 1;
      }
    }
    for (const other of touched) {
      const customers = together[other]!;
      together[other] = 0;
      if (other === group) continue;
      const expected = expectedTogether(strata, group, other);
      const weight = lnLift(customers, customers, expected, candidates);
      if (weight !== null) table.offer(other, Math.fround(weight));
    }
    table.endRow();
  }
  return table.finish();
}

function basketsByMember({ memberCount, starts: basketStarts, members }: Baskets) {
  const starts = new Int32Array(memberCount + 1);
  for (const member of members) starts[member + 1]! += 1;
  for (let member = 0; member < memberCount; member += 1) starts[member + 1]! += starts[member]!;
  const next = starts.slice();
  const basketsOfMember = new Int32Array(members.length);
  for (let basket = 0; basket + 1 < basketStarts.length; basket += 1) {
    for (let at = basketStarts[basket]!; at < basketStarts[basket + 1]!; at += 1) {
      basketsOfMember[next[members[at]!]++] = basket;
    }
  }
  return { starts, basketsOfMember };
}
