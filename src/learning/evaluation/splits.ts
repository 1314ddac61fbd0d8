import { createHash } from "node:crypto";
import { quantileOf } from "../statistics.ts";
import { isPositive, type Protocol, ProtocolError } from "./protocol.ts";
import { type Dataset, type Row, rowCountOf } from "./rows.ts";

/** One question of a protocol: with the user's training rows, where do the items rank? */
export interface SplitRequest {
  readonly user: string;
  /** The items that were held out, each once: one, or those of a basket. */
  readonly truth: readonly string[];
  /** The row whose time and context the request states. */
  readonly row: Row;
}

/** Training rows by user, and what is asked. */
export interface Split {
  readonly train: ReadonlyMap<string, readonly Row[]>;
  readonly requests: readonly SplitRequest[];
}

/**
 * Splits a data set as its protocol says. All choices go by SHA-256, so every implementation of
 * the protocol asks the same questions.
 *
 * - P1: one liked item of each user whose context is known, without all of the user's rows of it
 * - P1t: training ends at the 90 % quantile of the times; one new item of the first basket after
 * - P1 leave-last: the liked item that was first seen last, without it and everything since
 * - last-basket: the last basket of each user who has four; a basket is all rows of one time
 */
export function splitOf(dataset: Dataset, protocol: Protocol, seed: number): Split {
  switch (protocol.protocol) {
    case "P1":
      return splitByUser(dataset, (rows) => heldOutOfContext(rows, protocol, seed));
    case "P1 leave-last":
      return splitByUser(dataset, (rows) => heldOutLast(rows, protocol, seed));
    case "P1t":
      return splitByTime(dataset, seed);
    case "last-basket":
      return splitByUser(dataset, lastBasketOf);
  }
}

/** True where two seeds train on the same rows, so that one model serves both. */
export function isTrainingShared(protocol: Protocol): boolean {
  return protocol.protocol === "P1t" || protocol.protocol === "last-basket";
}

interface HeldOutRows {
  readonly row: Row;
  /** Where more than the row's own item is held out. */
  readonly truth?: readonly string[];
  readonly train: readonly Row[];
}

type HeldOut = HeldOutRows | null;

/** Users with fewer baskets are trained on, but not asked about. */
const basketsMin = 4;

function splitByUser(dataset: Dataset, heldOutOf: (rows: readonly Row[]) => HeldOut): Split {
  const train = new Map<string, readonly Row[]>();
  const requests: SplitRequest[] = [];
  for (const [user, rows] of dataset.rowsOfUsers) {
    const heldOut = heldOutOf(rows);
    train.set(user, heldOut?.train ?? rows);
    if (heldOut === null) continue;
    const { row, truth = [row.item] } = heldOut;
    requests.push({ user, truth, row });
  }
  return { train, requests };
}

function heldOutOfContext(rows: readonly Row[], protocol: Protocol, seed: number): HeldOut {
  const positive = rows.filter((row) => isPositive(row, protocol));
  if (itemCount(positive) < 3) return null;
  const eligible = positive.filter((row) => hasContext(row, protocol));
  if (eligible.length === 0) return null;
  const { item } = lowest(eligible, (row) => hashOf(seed, row.user, row.item));
  const ofItem = eligible.filter((row) => row.item === item);
  const row = lowest(ofItem, ({ user, id }) => hashOf(seed, user, item, id));
  return { row, train: rows.filter((other) => other.item !== item) };
}

function heldOutLast(rows: readonly Row[], protocol: Protocol, seed: number): HeldOut {
  const firstOfItem = new Map<string, Row>();
  for (const row of rows) {
    if (!isPositive(row, protocol)) continue;
    const first = firstOfItem.get(row.item);
    if (first === undefined || timeOf(row) < timeOf(first)) firstOfItem.set(row.item, row);
  }
  if (firstOfItem.size < 3) return null;
  const firsts = [...firstOfItem.values()];
  const latest = firsts.reduce((newest, row) => Math.max(newest, timeOf(row)), 0);
  const row = lowest(
    firsts.filter((first) => timeOf(first) === latest),
    ({ user, item }) => hashOf(seed, user, item),
  );
  const train = rows.filter((other) => other.item !== row.item && timeOf(other) < latest);
  if (itemCount(train.filter((other) => isPositive(other, protocol))) < 2) return null;
  return { row, train };
}

function lastBasketOf(rows: readonly Row[]): HeldOut {
  const times = new Set(rows.map(timeOf));
  if (times.size < basketsMin) return null;
  const last = rows.reduce((newest, row) => Math.max(newest, timeOf(row)), 0);
  const basket = rows.filter((row) => timeOf(row) === last);
  const truth = [...new Set(basket.map(({ item }) => item))];
  return { row: basket[0]!, truth, train: rows.filter((row) => timeOf(row) < last) };
}

function splitByTime(dataset: Dataset, seed: number): Split {
  const times = new Float64Array(rowCountOf(dataset));
  let count = 0;
  for (const rows of dataset.rowsOfUsers.values()) {
    for (const row of rows) {
      times[count] = timeOf(row);
      count += 1;
    }
  }
  const cut = quantileOf(times.sort(), 0.9);
  const train = new Map<string, readonly Row[]>();
  const requests: SplitRequest[] = [];
  for (const [user, rows] of dataset.rowsOfUsers) {
    const past = rows.filter((row) => timeOf(row) < cut);
    train.set(user, past);
    const own = new Set(past.map(({ item }) => item));
    const later = rows.filter((row) => timeOf(row) >= cut);
    if (own.size < 3 || later.length === 0) continue;
    const first = later.reduce((low, row) => Math.min(low, timeOf(row)), Number.POSITIVE_INFINITY);
    const basket = later.filter((row) => timeOf(row) === first && !own.has(row.item));
    if (basket.length === 0) continue;
    const row = lowest(basket, ({ item }) => hashOf(seed, user, item));
    requests.push({ user, truth: [row.item], row });
  }
  return { train, requests };
}

/** A protocol without context columns asks for none. */
function hasContext({ context, moods }: Row, protocol: Protocol): boolean {
  return protocol.context.length === 0 || moods.length > 0 || Object.keys(context).length > 0;
}

function timeOf({ id, at }: Row): number {
  if (at === null) throw new ProtocolError(`row ${id}: expected a time, for the protocol needs it`);
  return at;
}

function itemCount(rows: readonly Row[]): number {
  return new Set(rows.map(({ item }) => item)).size;
}

function hashOf(...parts: readonly (string | number)[]): string {
  return createHash("sha256").update(parts.join("|")).digest("hex");
}

/** The first row of the lowest order; each order is asked once. */
function lowest(rows: readonly Row[], orderOf: (row: Row) => string): Row {
  let best = rows[0]!;
  let bestOrder = orderOf(best);
  for (const row of rows.slice(1)) {
    const order = orderOf(row);
    if (order < bestOrder) {
      best = row;
      bestOrder = order;
    }
  }
  return best;
}
