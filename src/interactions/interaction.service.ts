import { noteIfDenied } from "../access/refusal.repository.ts";
import { actorOf, customerToActFor, hasScope, type Viewer } from "../access/viewer.ts";
import { itemsById } from "../catalogue/catalogue.repository.ts";
import { consentSnapshotsForWrite } from "../consents/consent.repository.ts";
import {
  type ConsentView,
  mayTakeIn,
  NO_CONSENTS,
  permit,
  underGpc,
  usableSince,
} from "../consents/gate.ts";
import { type DataCategory, isConditionAllowed, type Purpose } from "../consents/policy.ts";
import type { Transactions } from "../db/transactions.ts";
import { LIMITS } from "../limits.ts";
import { type Failure, fail, ok, type Result } from "../result.ts";
import type { Context, InteractionKind } from "../scoring/types.ts";
import type { InteractionRow } from "./interaction.entity.ts";
import type { InteractionsRecordErrorCode, InteractionVerdict } from "./interaction.errors.ts";
import {
  erasedInteractions,
  insertInteractions,
  interactionIdOf,
  interactionKey,
  interactionsPage,
  type NewInteraction,
  type UsableKind,
} from "./interaction.repository.ts";

/** One event as a caller reports it. */
export interface ReportedInteraction {
  readonly customerId: string | null;
  readonly eventId: string | null;
  readonly kind: InteractionKind;
  readonly itemId: string;
  readonly value: number | null;
  readonly at: Date | null;
  readonly context: Context;
}

/** The verdict on one event, with what names it where it is stored. */
export interface RecordedInteraction {
  readonly verdict: InteractionVerdict;
  readonly customerId: string | null;
  readonly interactionId: string | null;
}

/** Older times are mistakes: no source's records go back so far. */
const OLDEST_EVENT = new Date(0);

/** The data category that consent to an event is decided by. */
export const CATEGORY_OF_KIND: Readonly<Record<InteractionKind, DataCategory>> = {
  VIEW: "BROWSING",
  CLICK: "BROWSING",
  CART: "BROWSING",
  PURCHASE: "PURCHASE",
  RETURN: "PURCHASE",
  RATING: "FEEDBACK",
  LIKE: "FEEDBACK",
  DISLIKE: "FEEDBACK",
  NOT_NOW: "FEEDBACK",
};

const ALL_KINDS = Object.keys(CATEGORY_OF_KIND) as InteractionKind[];

/** The kinds of events whose category passes a test. */
export function kindsWhere(isPermitted: (category: DataCategory) => boolean): InteractionKind[] {
  return ALL_KINDS.filter((kind) => isPermitted(CATEGORY_OF_KIND[kind]));
}

/**
 * The kinds of events that a purpose may use, with the age up to which it may.
 *
 * @param now milliseconds since 1970
 */
export function usableKinds(
  purpose: Purpose,
  isPermitted: (category: DataCategory) => boolean,
  now: number,
): UsableKind[] {
  return kindsWhere(isPermitted).map((kind) => ({
    kind,
    // Nothing was recorded before 1970, so that is no limit.
    since: new Date(Math.max(0, usableSince(purpose, CATEGORY_OF_KIND[kind], now))),
  }));
}

/** Takes in what happened, within what each customer's consents let be kept. */
export class InteractionService {
  constructor(private readonly transactions: Transactions) {}

  /**
   * Records events, one verdict for each. An accepted event is on disk and counted once for ever.
   * The forbidden is dropped, never the service: an event without a covering consent gets a verdict
   * and is not stored; its context is kept only under a consent of its own.
   *
   * Cost: one transaction of 3 statements, whatever the number of events; one more where any of
   * them is not new.
   */
  async record(
    viewer: Viewer,
    reported: readonly ReportedInteraction[],
    idempotencyKey: string,
  ): Promise<Result<RecordedInteraction[], Failure<InteractionsRecordErrorCode>>> {
    if (viewer.kind === "ANONYMOUS" || isClientWithoutScope(viewer)) {
      const needed = "This needs a customer's token or the scope interactions:write.";
      const refusal = fail("FORBIDDEN", needed);
      return noteIfDenied(this.transactions.manager, viewer, "interactionsRecord", refusal);
    }
    const refusal = checkCall(reported);
    if (refusal) return refusal;
    const now = new Date();
    const targets = reported.map(({ customerId }) =>
      customerToActFor(viewer, customerId, "interactions:write"),
    );
    return this.transactions.run(async (manager) => {
      const customerIds = [...new Set(targets.filter((id) => id !== null))];
      const snapshots = await consentSnapshotsForWrite(manager, customerIds);
      const consents = new Map(
        snapshots.map((row) => [row.customerId, underGpc(row, viewer.isGpc === true)]),
      );
      const itemIds = [...new Set(reported.map(({ itemId }) => itemId))];
      const items = new Set((await itemsById(manager, itemIds)).map((row) => row.itemId));
      const judged = reported.map((event, index) => {
        const customerId = targets[index] ?? null;
        const name = nameOf(event, idempotencyKey, index);
        const known = customerId === null ? undefined : consents.get(customerId);
        return judge(event, known ?? null, customerId, items, { viewer, name, now });
      });
      const accepted = judged.flatMap((row) => (typeof row === "string" ? [] : [row]));
      const inserted = await insertInteractions(manager, accepted);
      const others = accepted.filter((row) => !inserted.has(interactionKey(row)));
      const erased = await erasedInteractions(manager, others);
      return ok(judged.map((row) => verdictOn(row, inserted, erased)));
    });
  }

  /** One page of a customer's events, newest first; null for who may not see them. */
  async page(
    viewer: Viewer,
    customerId: string,
    limit: number,
    before: { occurredAt: Date; interactionId: string } | null,
  ): Promise<InteractionRow[] | null> {
    if (!customerToActFor(viewer, customerId, "customers:read")) return null;
    return interactionsPage(this.transactions.manager, {
      customerId,
      kinds: visibleKinds(viewer),
      limit,
      before,
    });
  }
}

/** The kinds that a viewer may see: customers all of theirs, clients what serving needs. */
export function visibleKinds(viewer: Viewer): InteractionKind[] {
  return viewer.kind === "CUSTOMER"
    ? ALL_KINDS
    : kindsWhere((category) => permit(NO_CONSENTS, "SERVICE", category, "SHARE"));
}

function isClientWithoutScope(viewer: Viewer): boolean {
  return viewer.kind === "CLIENT" && !hasScope(viewer, "interactions:write");
}

function checkCall(reported: readonly ReportedInteraction[]) {
  if (reported.length === 0 || reported.length > LIMITS.interactionsPerCallMax) {
    const expected = `Expected 1 to ${LIMITS.interactionsPerCallMax} interactions.`;
    return fail("TOO_MANY_ENTRIES", expected, "interactions");
  }
  for (const [index, { context }] of reported.entries()) {
    if (Object.keys(context).length > LIMITS.conditionsMax) {
      const most = `At most ${LIMITS.conditionsMax} conditions an interaction.`;
      return fail("TOO_MANY_ENTRIES", most, "interactions", String(index), "context");
    }
  }
  return null;
}

/** The row to store, or the verdict that keeps it out. */
function judge(
  event: ReportedInteraction,
  consents: ConsentView | null,
  customerId: string | null,
  items: ReadonlySet<string>,
  call: { viewer: Viewer; name: EventName; now: Date },
): NewInteraction | InteractionVerdict {
  if (!consents || customerId === null) return "CUSTOMER_NOT_FOUND";
  if (!items.has(event.itemId)) return "ITEM_NOT_FOUND";
  if (!isValuePossible(event, call.now)) return "VALUE_INVALID";
  if (!Object.keys(event.context).every(isConditionAllowed)) return "VALUE_INVALID";
  if (!mayTakeIn(consents, CATEGORY_OF_KIND[event.kind])) return "DROPPED_WITHOUT_CONSENT";
  const source = call.viewer.kind === "CUSTOMER" ? "customer" : actorOf(call.viewer);
  return {
    customerId,
    interactionId: interactionIdOf(source, ...call.name),
    itemId: event.itemId,
    kind: event.kind,
    value: event.value,
    occurredAt: event.at ?? call.now,
    isTimeKnown: true,
    context: mayTakeIn(consents, "CONTEXT") ? { ...event.context } : {},
    provenance: call.viewer.kind === "CUSTOMER" ? "PROVIDED" : "OBSERVED",
    source,
  };
}

type EventName = readonly (string | number | null)[];

/**
 * What names an event at its source. Without an id of its own it is its place in the call together
 * with its content: a repeated call adds nothing, a key used again with other events loses none.
 */
function nameOf(event: ReportedInteraction, idempotencyKey: string, index: number): EventName {
  if (event.eventId !== null) return ["event", event.eventId];
  const at = event.at?.toISOString() ?? null;
  return ["call", idempotencyKey, index, event.kind, event.itemId, event.value, at];
}

function isValuePossible({ kind, value, at }: ReportedInteraction, now: Date): boolean {
  if (at && at.getTime() > now.getTime() + LIMITS.clockSkewMsMax) return false;
  if (at && at < OLDEST_EVENT) return false;
  if (kind === "RATING") return value !== null && value >= 0 && value <= 10;
  if (kind === "PURCHASE") return value === null || (value > 0 && value <= 1e6);
  return value === null;
}

function verdictOn(
  row: NewInteraction | InteractionVerdict,
  inserted: Set<string>,
  erased: ReadonlySet<string>,
): RecordedInteraction {
  if (typeof row === "string") return { verdict: row, customerId: null, interactionId: null };
  const { customerId, interactionId } = row;
  if (erased.has(interactionKey(row))) {
    return { verdict: "SUPPRESSED", customerId: null, interactionId: null };
  }
  // The same id twice in one call: the first is accepted, the second is its duplicate.
  const isNew = inserted.delete(interactionKey(row));
  return { verdict: isNew ? "ACCEPTED" : "DUPLICATE", customerId, interactionId };
}
