import { randomInt, randomUUID } from "node:crypto";
import type { DataSource, EntityManager } from "typeorm";
import type { DataUse } from "../access/data-uses.ts";
import { recordSystemUses } from "../access-log/access-log.service.ts";
import type { ConsentSnapshotRow } from "../consents/consent.entity.ts";
import { type ConsentView, permit } from "../consents/gate.ts";
import { groupBy } from "../db/group-by.ts";
import { readAs } from "../db/roles.ts";
import { CATEGORY_OF_KIND } from "../interactions/interaction.service.ts";
import { nextConsentSnapshots } from "../interactions/log.repository.ts";
import {
  type CustomerSlots,
  outcomeKinds,
  outcomeWindowDays,
  rewardOf,
} from "../learning/index.ts";
import { type Context, policy, type RecommendedList, type ScoredItem } from "../scoring/index.ts";
import type { ShownListRow } from "./shown-list.entity.ts";
import {
  deleteShownListsOlderThan,
  type ShownSlotRow,
  shownSlots,
} from "./shown-list.repository.ts";

/** What is kept of an answer, without the customer. A mood is no part of it. */
export interface ShownList
  extends Pick<ShownListRow, "placement" | "seed" | "modelVersion" | "mode"> {
  readonly context: Context;
  readonly items: readonly Pick<ScoredItem, "itemId" | "rankedItemId" | "propensity">[];
  readonly candidateCount: RecommendedList["candidateCount"];
}

/** How long FEEDBACK is kept, and with it what it answers. */
const RETENTION_MONTHS = 24;

/** Customers whose lists are read at a time: at 100 lists each, 60,000 slots in memory. */
const CUSTOMERS_PER_READ = 50;

/** Seeds are whole numbers from 0 to below this: what GraphQL's and PostgreSQL's integers hold. */
const SEEDS_END = 2 ** 31;

/** Whether a number can be a seed. */
export function isSeed(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < SEEDS_END;
}

/** A seed for one answer, from the system's own chance: nobody can foresee what is explored. */
export function newSeed(): number {
  return randomInt(SEEDS_END);
}

/**
 * Which share of the slots may be explored for a customer: none where the outcome could not be
 * kept, for then exploring would cost the customer something and teach nobody.
 */
export function explorationShareFor(consents: ConsentView): number {
  return isRecordable(consents) ? policy.explorationShare : 0;
}

/**
 * The row that keeps a list, or null where the customer does not let the house learn from feedback;
 * the situation only under a consent of its own.
 *
 * @param consents what the list was computed under
 * @param now milliseconds since 1970
 */
export function shownListRow(
  consents: ConsentSnapshotRow,
  shown: ShownList,
  now: number,
): ShownListRow | null {
  const { items, context, placement, seed, modelVersion, mode, candidateCount } = shown;
  if (!isRecordable(consents) || items.length === 0) return null;
  const isContextKept = permit(consents, "IMPROVEMENT", "CONTEXT", "STORE");
  return {
    customerId: consents.customerId,
    listId: randomUUID(),
    placement,
    shownAt: new Date(now),
    seed,
    modelVersion,
    mode,
    context: isContextKept ? { ...context } : {},
    candidateCount,
    itemIds: items.map(({ itemId }) => itemId),
    replacedItemIds: items.map(({ itemId, rankedItemId }) =>
      rankedItemId === itemId ? null : rankedItemId,
    ),
    propensities: items.map(({ propensity }) => propensity),
  };
}

/** Removes the lists whose time is over. */
export function forgetShownLists(manager: EntityManager, now: number): Promise<void> {
  return deleteShownListsOlderThan(manager, RETENTION_MONTHS, new Date(now));
}

/**
 * What was shown and what came of it, one customer at a time, within what IMPROVEMENT covers now:
 * lists under FEEDBACK, outcomes under the category of each. That they were read is in the access
 * log of each customer before anything is made of them.
 *
 * @param now milliseconds since 1970: lists shown less than the window before may get outcomes yet
 */
export async function* consentedSlots(
  dataSource: DataSource,
  now: number,
): AsyncGenerator<CustomerSlots> {
  let after = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const customers = await nextConsentSnapshots(dataSource.manager, after, CUSTOMERS_PER_READ);
    const last = customers.at(-1);
    if (!last) return;
    after = last.customerId;
    const permitted = customers.filter(isEvaluable).map((consents) => ({
      customerId: consents.customerId,
      kinds: outcomeKinds.filter((kind) =>
        permit(consents, "IMPROVEMENT", CATEGORY_OF_KIND[kind], "SCORE"),
      ),
    }));
    if (permitted.length === 0) continue;
    const slots = await readAs(dataSource, "IMPROVEMENT", (manager) =>
      shownSlots(manager, permitted, outcomeWindowDays),
    );
    await recordSystemUses(dataSource.manager, "evaluation", usesOf(slots), now);
    for (const [customerId, own] of groupBy(slots, (slot) => slot.customerId)) {
      yield toCustomerSlots(customerId, own, now);
    }
  }
}

/** What evaluating these slots uses, each customer's categories once. */
function usesOf(slots: readonly ShownSlotRow[]): DataUse[] {
  return [...groupBy(slots, ({ customerId }) => customerId)].flatMap(([customerId, own]) => {
    const kinds = own.flatMap(({ outcomes }) => outcomes);
    const categories = new Set([
      ...kinds.map((kind) => CATEGORY_OF_KIND[kind]),
      "FEEDBACK" as const,
    ]);
    return [...categories].map((category) => ({ customerId, purpose: "IMPROVEMENT", category }));
  });
}

/** What was kept may be looked at; a restriction lets it be kept, but not used. */
function isEvaluable(consents: ConsentView): boolean {
  return permit(consents, "IMPROVEMENT", "FEEDBACK", "SCORE");
}

function isRecordable(consents: ConsentView): boolean {
  return permit(consents, "IMPROVEMENT", "FEEDBACK", "STORE");
}

function toCustomerSlots(
  customerId: string,
  slots: readonly ShownSlotRow[],
  now: number,
): CustomerSlots {
  const first = slots.filter(({ rank }) => rank === 1);
  const openSince = now - outcomeWindowDays * 86_400_000;
  return {
    customerId,
    listCount: first.length,
    openListCount: first.filter(({ shownAt }) => shownAt.getTime() > openSince).length,
    slots: slots.map(({ rank, itemId, replacedItemId, propensity, candidateCount, outcomes }) => ({
      rank,
      itemId,
      exploitedItemId: replacedItemId ?? itemId,
      propensity,
      candidateCount: candidateCount - rank + 1,
      reward: rewardOf(outcomes),
    })),
  };
}
