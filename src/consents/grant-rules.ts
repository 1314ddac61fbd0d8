import { createHash } from "node:crypto";
import { LIMITS } from "../limits.ts";
import { type Failure, fail } from "../result.ts";
import type { CellName, ConsentMethod } from "./consent.entity.ts";
import type { ConsentChangeErrorCode } from "./consent.errors.ts";
import type { HeldLedger } from "./ledger.repository.ts";
import {
  type DataCategory,
  type Purpose,
  purposeTextsOf,
  purposeVersionOf,
  purposeVersionSince,
} from "./policy.ts";
import { CLOSED_BY_CUSTOMER, type StateOrUnknown, stateAt } from "./transitions.ts";

/** What a caller says about a change; everything may be left out. */
export interface ConsentClaims {
  /** The caller's own id of the event, a uuid: the same id is the same event. */
  readonly eventId?: string | null;
  readonly claimedAt?: Date | null;
  readonly purposeVersion?: number | null;
  readonly noticeHash?: string | null;
  /** The newest entry about this cell, or of the ledger, that the customer has seen. */
  readonly expectedSequence?: number | null;
  readonly validUntil?: Date | null;
  readonly method?: Extract<ConsentMethod, "UI" | "API"> | null;
}

/** A no, also one for a time: a grant that did not know of it does not undo it. */
const OUTLASTS_OLDER_GRANTS: readonly StateOrUnknown[] = [...CLOSED_BY_CUSTOMER, "PAUSED"];

type Refusal = { readonly ok: false; readonly errors: readonly Failure<ConsentChangeErrorCode>[] };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** SHA-256 of a notice in UTF-8, in hexadecimal digits: names the text that was shown. */
export function noticeHashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Whether a text of this purpose that is shown today has this hash. */
export function isShownToday(purpose: Purpose, hash: string): boolean {
  return Object.values(purposeTextsOf(purpose)).some((text) => noticeHashOf(text) === hash);
}

/** What can be refused without the ledger; who closes a cell has only the id to get wrong. */
export function refusalOfClaims(
  purpose: Purpose,
  claims: ConsentClaims,
  isGrant: boolean,
): Refusal | null {
  if (claims.eventId && !UUID.test(claims.eventId)) {
    return fail("EVENT_ID_INVALID", "Expected a uuid in lower case.", "eventId");
  }
  if (!isGrant) return null;
  const { purposeVersion, noticeHash } = claims;
  if (purposeVersion != null && purposeVersion !== purposeVersionOf(purpose)) {
    const current = `The text of ${purpose} has version ${purposeVersionOf(purpose)}.`;
    return fail("PURPOSE_VERSION_STALE", current, "purposeVersion");
  }
  if (noticeHash != null && !isShownToday(purpose, noticeHash)) {
    return fail("NOTICE_UNKNOWN", `No text of ${purpose} has this hash today.`, "noticeHash");
  }
  return null;
}

/**
 * What a grant has to be beside well formed: neither back-dated nor from the future, not over
 * before it begins, and not older than the customer's no.
 *
 * A no wins over every grant that did not know of it: a grant that names what the customer has seen
 * opens only what was not closed since, in whatever order the two arrive, and a grant that had to
 * wait for its turn behind a no does not open what that no has closed.
 */
export function refusalOfGrant(
  ledger: HeldLedger,
  { purpose, category }: { readonly purpose: Purpose; readonly category: DataCategory },
  { claimedAt, validUntil, expectedSequence }: ConsentClaims,
): Refusal | null {
  const { now } = ledger;
  if (claimedAt) {
    const isFuture = claimedAt.getTime() > now.getTime() + LIMITS.clockSkewMsMax;
    if (isFuture || claimedAt < purposeVersionSince(purpose)) {
      const expected = "Expected a time since the purpose's version was published, until now.";
      return fail("CLAIMED_TIME_INVALID", expected, "claimedAt");
    }
  }
  if (validUntil && validUntil <= now) {
    return fail("VALID_UNTIL_INVALID", "Expected a time in the future.", "validUntil");
  }
  const cell: CellName = `${purpose}:${category}`;
  const known = ledger.terms[cell];
  const isNo = OUTLASTS_OLDER_GRANTS.includes(stateAt(ledger, cell, now));
  const isChanged =
    known !== undefined &&
    ((expectedSequence != null && known.sequence > expectedSequence) ||
      (isNo && known.sequence > ledger.arrivalSequence) ||
      (isNo && claimedAt != null && claimedAt < new Date(known.at)));
  return isChanged ? consentChanged("expectedSequence") : null;
}

/** The refusal of a grant that is older than what stands. */
export function consentChanged(path: "eventId" | "expectedSequence") {
  return fail("CONSENT_CHANGED", "This cell was decided meanwhile; ask the customer again.", path);
}
