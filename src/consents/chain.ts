import { createHash } from "node:crypto";

/**
 * The consent ledger's chain of hashes, computed here a second time and independently of the
 * database, which computes it when an entry is written (function `consent_event_hash`).
 */

/** An entry with every value as text; times in microseconds since 1970. */
export interface ChainedEntry {
  readonly customerId: string;
  readonly sequence: number;
  readonly eventId: string;
  readonly purpose: string;
  readonly purposeVersion: number;
  readonly category: string;
  readonly state: string;
  readonly method: string;
  readonly actor: string;
  readonly documentation: string | null;
  readonly claimedAt: string | null;
  readonly recordedAt: string;
  readonly validUntil: string | null;
  readonly noticeHash: string | null;
  readonly keepsData: boolean;
  readonly previousHash: string;
  readonly hash: string;
}

/** What the customer's snapshot says about the ledger; null where there is no snapshot. */
export interface ChainHead {
  readonly headSequence: number;
  readonly headHash: string | null;
  /** State of each cell, as stored. */
  readonly cells: Readonly<Record<string, string>>;
}

/** What can be wrong with a ledger. */
export type ChainProblem =
  | "MISSING_ENTRY"
  | "WRONG_PREVIOUS_HASH"
  | "WRONG_HASH"
  | "MISSING_TAIL"
  | "WRONG_HEAD_HASH"
  | "WRONG_CELLS"
  | "MISSING_SNAPSHOT";

/** The first bad link of one customer's ledger. */
export interface BadLink {
  readonly customerId: string;
  /** The entry that is bad or missing. */
  readonly sequence: number;
  readonly problem: ChainProblem;
}

const FIRST_PREVIOUS_HASH = "0".repeat(64);

/**
 * SHA-256 of an entry, its predecessor's hash included: whoever changes an entry has to change all
 * that follow. The fields are netstrings in a fixed order, so no two entries have the same text.
 *
 * @returns 64 hexadecimal digits
 * @see Bernstein 1997, "Netstrings"
 * @see Haber and Stornetta 1991, "How to Time-Stamp a Digital Document"
 */
export function entryHash(entry: Omit<ChainedEntry, "hash">): string {
  const fields = [
    "kathi-consent-1",
    entry.previousHash,
    entry.customerId,
    String(entry.sequence),
    entry.eventId,
    entry.purpose,
    String(entry.purposeVersion),
    entry.category,
    entry.state,
    entry.method,
    entry.actor,
    entry.documentation,
    entry.claimedAt,
    entry.recordedAt,
    entry.validUntil,
    entry.noticeHash,
    String(entry.keepsData),
  ];
  return createHash("sha256").update(fields.map(netstring).join("")).digest("hex");
}

function netstring(value: string | null): string {
  return value === null ? "-," : `${Buffer.byteLength(value)}:${value},`;
}

/** Checks one customer's ledger, entry by entry in the order of their sequence. */
export class ChainCheck {
  private sequence = 0;
  private hash = FIRST_PREVIOUS_HASH;
  private readonly states: Record<string, string> = {};
  private found: BadLink | null = null;

  constructor(private readonly customerId: string) {}

  /** Takes the next entry; after the first bad link, what follows proves nothing any more. */
  add(entry: ChainedEntry): void {
    if (this.found) return;
    const problem = this.problemOf(entry);
    if (problem) {
      this.blame(this.sequence + 1, problem);
      return;
    }
    this.sequence = entry.sequence;
    this.hash = entry.hash;
    this.states[`${entry.purpose}:${entry.category}`] = entry.state;
  }

  /** The first bad link, or null; a cut-off tail shows at the end only. */
  end(head: ChainHead | null): BadLink | null {
    if (this.found) return this.found;
    if (head === null) {
      if (this.sequence > 0) this.blame(this.sequence, "MISSING_SNAPSHOT");
    } else if (head.headSequence > this.sequence) {
      this.blame(this.sequence + 1, "MISSING_TAIL");
    } else if (
      head.headSequence !== this.sequence ||
      (head.headHash ?? FIRST_PREVIOUS_HASH) !== this.hash
    ) {
      this.blame(this.sequence, "WRONG_HEAD_HASH");
    } else if (!isEqualRecord(head.cells, this.states)) {
      this.blame(this.sequence, "WRONG_CELLS");
    }
    return this.found;
  }

  private problemOf(entry: ChainedEntry): ChainProblem | null {
    if (entry.sequence !== this.sequence + 1) return "MISSING_ENTRY";
    if (entry.previousHash !== this.hash) return "WRONG_PREVIOUS_HASH";
    return entry.hash === entryHash(entry) ? null : "WRONG_HASH";
  }

  private blame(sequence: number, problem: ChainProblem): void {
    this.found = { customerId: this.customerId, sequence, problem };
  }
}

function isEqualRecord(
  left: Readonly<Record<string, string>>,
  right: Readonly<Record<string, string>>,
): boolean {
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length && names.every((name) => left[name] === right[name])
  );
}
