import { actorOf, type Viewer } from "../access/viewer.ts";
import type { ConsentSnapshotRow } from "../consents/consent.entity.ts";
import { isBeforeReset, isRestricted, keepUntil, permit } from "../consents/gate.ts";
import {
  type Basis,
  type DataCategory,
  POLICY,
  type Purpose,
  policyCell,
} from "../consents/policy.ts";
import type { PreferenceRow } from "../corrections/preference.entity.ts";
import type { Transactions } from "../db/transactions.ts";
import type { FactEvidenceRow, Provenance } from "../facts/fact.entity.ts";
import { categoryOfField } from "../facts/fact.service.ts";
import type { InteractionRow } from "../interactions/interaction.entity.ts";
import { CATEGORY_OF_KIND } from "../interactions/interaction.service.ts";
import type { ShownListRow } from "../recommendations/shown-list.entity.ts";
import {
  type CallPageStart,
  callsOf,
  type EvidenceKey,
  evidenceKeys,
  type OwnCallRow,
  type PageStart,
  shownListById,
  shownListsPage,
} from "./evidence.repository.ts";

/** Whether a piece of evidence counts, a reset of the customer's included. */
export type CountingStatus = FactEvidenceRow["status"] | InteractionRow["status"] | "RESET";

/** One piece of evidence of any kind, with what all kinds have in common. */
export interface EvidenceEntry {
  readonly consents: ConsentSnapshotRow;
  readonly kind: EvidenceKey["kind"];
  readonly evidence:
    | (FactEvidenceRow & { readonly __typename: "FactEvidence" })
    | (InteractionRow & { readonly __typename: "Interaction" })
    | (PreferenceRow & { readonly __typename: "DeclaredPreference" });
  readonly category: DataCategory;
  readonly subject: string;
  readonly value: string | null;
  readonly provenance: Provenance;
  readonly source: string;
  readonly capturedAt: Date | null;
  readonly recordedAt: Date;
  readonly status: CountingStatus;
}

/** One purpose that the policy knows for a piece of evidence. */
export interface EvidenceUse {
  readonly purpose: Purpose;
  readonly basis: Basis;
  readonly isInUse: boolean;
}

/** A use with the piece of evidence that it is about. */
export interface EntryUse extends EvidenceUse {
  readonly entry: EvidenceEntry;
}

/** Shows customers everything that is kept about them; nobody else. */
export class EvidenceService {
  constructor(private readonly transactions: Transactions) {}

  /** One page of the names of a customer's evidence; empty for everybody else. */
  async keys(
    viewer: Viewer,
    customerId: string,
    limit: number,
    before: PageStart | null,
  ): Promise<EvidenceKey[]> {
    if (!isOwner(viewer, customerId)) return [];
    return evidenceKeys(this.transactions.manager, customerId, limit, before);
  }

  /** One page of the lists that the customer was shown; empty for everybody else. */
  async shownLists(
    viewer: Viewer,
    customerId: string,
    limit: number,
    before: PageStart | null,
  ): Promise<ShownListRow[]> {
    if (!isOwner(viewer, customerId)) return [];
    return shownListsPage(this.transactions.manager, customerId, limit, before);
  }

  /** One list that the customer was shown; null for everybody else. */
  async shownList(
    viewer: Viewer,
    customerId: string,
    listId: string,
  ): Promise<ShownListRow | null> {
    if (!isOwner(viewer, customerId)) return null;
    return (await shownListById(this.transactions.manager, customerId, listId)) ?? null;
  }

  /** One page of the customer's own calls; empty for everybody else. */
  async calls(
    viewer: Viewer,
    customerId: string,
    limit: number,
    before: CallPageStart | null,
  ): Promise<OwnCallRow[]> {
    if (!isOwner(viewer, customerId)) return [];
    return callsOf(this.transactions.manager, actorOf(viewer), limit, before);
  }
}

/** Whether a viewer is the customer. */
export function isOwner(viewer: Viewer, customerId: string): boolean {
  return viewer.kind === "CUSTOMER" && viewer.customerId === customerId;
}

/** A statement about the customer as a piece of evidence. */
export function entryOfFact(consents: ConsentSnapshotRow, row: FactEvidenceRow): EvidenceEntry {
  const { field, value, provenance, source, capturedAt, recordedAt, status } = row;
  return {
    consents,
    kind: "FACT",
    evidence: { ...row, __typename: "FactEvidence" },
    category: categoryOfField(field),
    subject: field,
    value,
    provenance,
    source,
    capturedAt,
    recordedAt,
    status,
  };
}

/** Something that happened as a piece of evidence. */
export function entryOfInteraction(
  consents: ConsentSnapshotRow,
  row: InteractionRow,
): EvidenceEntry {
  const { kind, itemId, provenance, source, occurredAt, recordedAt } = row;
  return {
    consents,
    kind: "INTERACTION",
    evidence: { ...row, __typename: "Interaction" },
    category: CATEGORY_OF_KIND[kind],
    subject: kind,
    value: itemId,
    provenance,
    source,
    capturedAt: row.isTimeKnown ? occurredAt : null,
    recordedAt,
    status: statusOfInteraction(consents, row),
  };
}

/** A declared preference as a piece of evidence. */
export function entryOfPreference(consents: ConsentSnapshotRow, row: PreferenceRow): EvidenceEntry {
  return {
    consents,
    kind: "PREFERENCE",
    evidence: { ...row, __typename: "DeclaredPreference" },
    category: "DECLARED_PREFERENCE",
    subject: `${row.sentiment} ${row.target}`,
    value: row.name,
    provenance: "PROVIDED",
    source: "customer",
    capturedAt: row.declaredAt,
    recordedAt: row.declaredAt,
    status: isBeforeReset(consents, row.declaredAt) ? "RESET" : "ACTIVE",
  };
}

/** Whether an event counts; the customer's own exclusion stays visible behind a reset. */
export function statusOfInteraction(
  consents: Pick<ConsentSnapshotRow, "resetAt">,
  { status, occurredAt, recordedAt }: Pick<InteractionRow, "status" | "occurredAt" | "recordedAt">,
): CountingStatus {
  if (status !== "ACTIVE") return status;
  return isBeforeReset(consents, occurredAt, recordedAt) ? "RESET" : "ACTIVE";
}

/**
 * Every purpose that the policy knows for a piece of evidence, and whether it may use it now. What
 * does not count is used for nothing; what lives in requests only is never used from the store.
 */
export function usesOf({ consents, category, status }: EvidenceEntry): EvidenceUse[] {
  const bases = Object.keys(POLICY[category]) as Purpose[];
  return bases.flatMap((purpose) => {
    const basis = basisOf(purpose, category);
    if (basis === null) return [];
    const mayUse =
      permit(consents, purpose, category, "SCORE") ||
      permit(consents, purpose, category, "SHARE") ||
      (permit(consents, purpose, category, "STORE") &&
        (purpose === "LEGAL" || !isRestricted(consents)));
    return { purpose, basis, isInUse: status === "ACTIVE" && basis !== "REQUEST" && mayUse };
  });
}

/** Until when a piece of evidence may be kept by its age; null where no age ends it. */
export function retainedUntil({ consents, category, recordedAt }: EvidenceEntry): Date | null {
  const end = keepUntil(consents, category, recordedAt.getTime());
  return Number.isFinite(end) ? new Date(end) : null;
}

function basisOf(purpose: Purpose, category: DataCategory): Basis | null {
  return policyCell(purpose, category)?.basis ?? null;
}
