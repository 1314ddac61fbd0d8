import type {
  CellName,
  Cells,
  CellTerms,
  CellTermsByName,
  ConsentChange,
  ConsentState,
} from "./consent.entity.ts";
import {
  type DataCategory,
  oldestValidVersionOf,
  type Purpose,
  purposeVersionOf,
} from "./policy.ts";

/** The states of a cell and what leads from one to another; pure, time is a parameter. */

export type StateOrUnknown = ConsentState | "UNKNOWN";

/** What a snapshot says about its cells, as stored. */
export interface StoredCells {
  readonly cells: Cells;
  readonly terms: CellTermsByName;
}

/** What can be decided about a cell. */
export type Decision =
  | "GRANT"
  | "REFUSE"
  | "WITHDRAW"
  | "REQUEST"
  | "PAUSE"
  | "RESUME"
  | "OBJECT"
  | "UNOBJECT";

const OPEN: readonly StateOrUnknown[] = ["GIVEN", "RENEWED"];

/** A customer's no, however they said it: asking again has to wait. */
export const CLOSED_BY_CUSTOMER: readonly StateOrUnknown[] = ["REFUSED", "WITHDRAWN", "OBJECTED"];

/** In which states a decision changes anything; in all others it succeeds silently. */
const FROM: Readonly<Record<Decision, readonly StateOrUnknown[]>> = {
  GRANT: [
    "UNKNOWN",
    "REQUESTED",
    "GIVEN",
    "RENEWED",
    "REFUSED",
    "WITHDRAWN",
    "EXPIRED",
    "PAUSED",
    "INVALIDATED",
    "OBJECTED",
  ],
  REFUSE: [
    "UNKNOWN",
    "REQUESTED",
    "GIVEN",
    "RENEWED",
    "WITHDRAWN",
    "EXPIRED",
    "PAUSED",
    "INVALIDATED",
    "OBJECTED",
  ],
  // A pause ends by itself, so only a withdrawal makes sure that nothing comes back.
  WITHDRAW: ["GIVEN", "RENEWED", "PAUSED"],
  REQUEST: ["UNKNOWN", "REFUSED", "WITHDRAWN", "EXPIRED", "INVALIDATED", "OBJECTED"],
  PAUSE: ["GIVEN", "RENEWED", "PAUSED"],
  RESUME: ["PAUSED"],
  UNOBJECT: ["OBJECTED"],
  OBJECT: [
    "UNKNOWN",
    "REQUESTED",
    "GIVEN",
    "RENEWED",
    "REFUSED",
    "WITHDRAWN",
    "EXPIRED",
    "PAUSED",
    "INVALIDATED",
    "OBJECTION_WITHDRAWN",
  ],
};

/** Agreeing to these again is a renewal: the customer had agreed and did not take it back. */
const RENEWED_FROM: readonly StateOrUnknown[] = [...OPEN, "EXPIRED", "PAUSED", "INVALIDATED"];

/** The state of a cell at a moment: what was to end by then has ended. */
export function stateAt({ cells, terms }: StoredCells, cell: CellName, now: Date): StateOrUnknown {
  const state = cells[cell] ?? "UNKNOWN";
  const known = terms[cell];
  if (!known?.until || !known.next || new Date(known.until) > now) return state;
  const isOver = known.nextUntil !== undefined && new Date(known.nextUntil) <= now;
  return isOver ? "EXPIRED" : known.next;
}

/** What a decision writes about one cell. */
export type CellEntry = Pick<ConsentChange, "purpose" | "category" | "state"> & {
  readonly purposeVersion: number;
  readonly validUntil: Date | null;
};

/**
 * The entry that a decision leads to, or null where it changes nothing.
 *
 * @param validUntil of a grant or a pause
 */
export function entryFor(
  stored: StoredCells,
  cell: CellName,
  decision: Decision,
  now: Date,
  validUntil: Date | null = null,
): CellEntry | null {
  const state = stateAt(stored, cell, now);
  if (!FROM[decision].includes(state)) return null;
  const parts = partsOf(cell);
  const known = stored.terms[cell];
  const current = purposeVersionOf(parts.purpose);
  const version = known?.version ?? current;
  const isSameEnd = (known?.until ?? null) === (validUntil?.toISOString() ?? null);
  switch (decision) {
    case "GRANT": {
      if (OPEN.includes(state) && isSameEnd && version === current) return null;
      const agreed = RENEWED_FROM.includes(state) ? "RENEWED" : "GIVEN";
      return { ...parts, state: agreed, purposeVersion: current, validUntil };
    }
    case "PAUSE":
      if (state === "PAUSED" && isSameEnd) return null;
      return { ...parts, state: "PAUSED", purposeVersion: version, validUntil };
    case "RESUME":
      return known ? endedEntry(parts, known, now) : null;
    case "REFUSE":
      return { ...parts, state: "REFUSED", purposeVersion: current, validUntil: null };
    case "WITHDRAW":
      return { ...parts, state: "WITHDRAWN", purposeVersion: version, validUntil: null };
    case "REQUEST":
      return { ...parts, state: "REQUESTED", purposeVersion: current, validUntil: null };
    case "OBJECT":
      return { ...parts, state: "OBJECTED", purposeVersion: current, validUntil: null };
    case "UNOBJECT":
      return { ...parts, state: "OBJECTION_WITHDRAWN", purposeVersion: current, validUntil: null };
  }
}

/** What the worker writes down: cells whose terms have ended, with the state that follows. */
export function dueEntries({ cells, terms }: StoredCells, now: Date): CellEntry[] {
  return (Object.keys(terms) as CellName[]).sort().flatMap((cell) => {
    const known = terms[cell];
    if (!cells[cell] || !known?.until || new Date(known.until) > now) return [];
    return endedEntry(partsOf(cell), known, now) ?? [];
  });
}

/** Open and paused cells whose purpose has a newer version than the one that was agreed to. */
export function lapsedEntries(
  { cells, terms }: StoredCells,
  oldestOf: (purpose: Purpose) => number = oldestValidVersionOf,
): CellEntry[] {
  return (Object.keys(cells) as CellName[]).sort().flatMap((cell) => {
    const parts = partsOf(cell);
    const state = cells[cell]!;
    const version = terms[cell]?.version ?? 1;
    const isAgreed = OPEN.includes(state) || state === "PAUSED";
    if (!isAgreed || version >= oldestOf(parts.purpose)) return [];
    return { ...parts, state: "INVALIDATED", purposeVersion: version, validUntil: null };
  });
}

/** What follows on terms that have ended: an expired grant, or what a pause had interrupted. */
function endedEntry(
  parts: { purpose: Purpose; category: DataCategory },
  { version, next, nextUntil }: CellTerms,
  now: Date,
): CellEntry | null {
  if (next === undefined) return null;
  const end = nextUntil === undefined ? null : new Date(nextUntil);
  const isOver = next === "EXPIRED" || (end !== null && end <= now);
  return {
    ...parts,
    state: isOver ? "EXPIRED" : next,
    purposeVersion: version,
    validUntil: isOver ? null : end,
  };
}

/** The cells and terms after an entry, and when the first of the terms ends. */
export function afterEntries(
  stored: StoredCells,
  headSequence: number,
  changes: readonly ConsentChange[],
  now: Date,
): StoredCells & { readonly dueAt: string | null } {
  const cells = { ...stored.cells };
  const terms = { ...stored.terms };
  for (const [index, change] of changes.entries()) {
    const cell: CellName = `${change.purpose}:${change.category}`;
    const before = { state: cells[cell], terms: terms[cell] };
    cells[cell] = change.state;
    terms[cell] = {
      sequence: headSequence + index + 1,
      version: change.purposeVersion ?? purposeVersionOf(change.purpose),
      at: now.toISOString(),
      ...endOf(change, before),
    };
  }
  const ends = Object.values(terms).flatMap(({ until }) => until ?? []);
  return { cells, terms, dueAt: ends.length > 0 ? ends.sort()[0]! : null };
}

function endOf(
  { state, validUntil }: ConsentChange,
  before: { state: ConsentState | undefined; terms: CellTerms | undefined },
): Pick<CellTerms, "until" | "next" | "nextUntil"> {
  if (!validUntil) return {};
  const until = validUntil.toISOString();
  if (state !== "PAUSED") return OPEN.includes(state) ? { until, next: "EXPIRED" } : {};
  // A pause of what is paused already lets the same come back, later or earlier.
  const isPaused = before.state === "PAUSED" && before.terms?.until !== undefined;
  const paused = isPaused
    ? { next: before.terms!.next, nextUntil: before.terms!.nextUntil }
    : { next: before.state, nextUntil: before.terms?.until };
  if (paused.next === undefined) throw new Error("Something was paused that was never open.");
  const { nextUntil } = paused;
  return { until, next: paused.next, ...(nextUntil !== undefined && { nextUntil }) };
}

/** Purpose and category of a cell's name. */
export function partsOf(cell: CellName): { purpose: Purpose; category: DataCategory } {
  const [purpose, category] = cell.split(":") as [Purpose, DataCategory];
  return { purpose, category };
}
