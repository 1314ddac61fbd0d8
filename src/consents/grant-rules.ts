import { createHash } from "node:crypto";
import { LIMITS } from "../limits.ts";
import { type Failure, fail } from "../result.ts";
import type { CellName, ConsentEventRow, ConsentMethod, ConsentState } from "./consent.entity.ts";
import type { ConsentChangeErrorCode } from "./consent.errors.ts";
import type { HeldLedger } from "./ledger.repository.ts";
import {
  type DataCategory,
  type Purpose,
  purposeTextsOf,
  purposeVersionOf,
  purposeVersionSince,
} from "./policy.ts";
import { CLOSED_BY_CUSTOMER, type Decision, type StateOrUnknown, stateAt } from "./transitions.ts";

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
    const isOld = claimedAt.getTime() < now.getTime() - LIMITS.claimedAgeMsMax;
    if (isFuture || isOld || claimedAt < purposeVersionSince(purpose)) {
      const expected =
        "Expected a time in the last 30 days, since the purpose's version was published.";
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

/** States that a decision writes; an event's id that comes again has to mean the same. */
const STATES_OF = {
  GRANT: ["GIVEN", "RENEWED"],
  REFUSE: ["REFUSED"],
  WITHDRAW: ["WITHDRAWN"],
  REQUEST: ["REQUESTED"],
} as const satisfies Partial<Record<Decision, readonly ConsentState[]>>;

/**
 * What is wrong with an event whose id is in the ledger already; null where it is the same event,
 * which changes nothing. A grant whose cell was closed since is not called a success.
 */
export function refusalOfKnown(
  known: Pick<ConsentEventRow, "purpose" | "category" | "state">,
  ledger: HeldLedger,
  { purpose, category }: { readonly purpose: Purpose; readonly category: DataCategory },
  decision: keyof typeof STATES_OF,
): Refusal | null {
  const states: readonly StateOrUnknown[] = STATES_OF[decision];
  const isSameCell = known.purpose === purpose && known.category === category;
  if (!isSameCell || !states.includes(known.state)) {
    return fail("EVENT_ID_REUSED", "This id names another event. Make a new one.", "eventId");
  }
  const state = stateAt(ledger, `${purpose}:${category}`, ledger.now);
  return decision !== "GRANT" || states.includes(state) ? null : consentChanged("eventId");
}

/** The refusal of a grant that is older than what stands. */
function consentChanged(path: "eventId" | "expectedSequence") {
  return fail("CONSENT_CHANGED", "This cell was decided meanwhile; ask the customer again.", path);
}
