import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { EntityManager } from "typeorm";
import { z } from "zod";
import { type DataCategory, POLICY } from "../consents/policy.ts";
import type { Transactions } from "../db/transactions.ts";
import { StartupError } from "../result.ts";
import type { ErasureRow } from "./erasure.entity.ts";
import { knownErasures, markLogged, unloggedErasures } from "./erasure.repository.ts";
import { suppressionsOf } from "./suppression.repository.ts";

/** Erasures written down at a time. */
const ERASURES_PER_WRITE = 500;

const time = z.iso.datetime().transform((text) => new Date(text));

const entrySchema = z.object({
  erasureId: z.uuid(),
  customerId: z.uuid(),
  scope: z.enum(["ITEM", "RANGE", "CATEGORY", "EVERYTHING"]),
  itemTable: z.enum(["interaction", "fact_evidence", "declared_preference"]).nullable(),
  itemId: z.uuid().nullable(),
  rangeFrom: time.nullable(),
  rangeTo: time.nullable(),
  category: z.enum(Object.keys(POLICY) as DataCategory[]).nullable(),
  requestedBy: z.enum(["CUSTOMER", "OPERATOR", "WITHDRAWAL"]),
  requestedAt: time,
  undoableUntil: time.nullable(),
  state: z.enum(["PENDING", "UNDONE", "DONE"]),
  /** Keyed digests, so that nobody is brought in again who is not even in the restored house. */
  suppressed: z.array(
    z.object({
      kind: z.enum(["EXTERNAL_ID", "EMAIL", "PHONE", "FACT"]),
      digest: z.base64().transform((text) => Buffer.from(text, "base64")),
    }),
  ),
});

/** One line of the ledger file: an erasure as it was then, without any content. */
export type LedgerEntry = z.infer<typeof entrySchema>;

/** What the ledger file says that the database does not. */
export interface LedgerGap {
  readonly entries: number;
  /** Entries that a restored database has forgotten. */
  readonly missing: readonly LedgerEntry[];
}

/** The ledger file of a home folder. */
export function ledgerFileOf(home: string): string {
  return join(home, "erasures.jsonl");
}

/**
 * The erasures, written down beside the database: a restored dump brings erased data back, and this
 * file says what has to be erased again. Append-only, readable by its owner only.
 */
export class ErasureLog {
  constructor(private readonly transactions: Transactions) {}

  /**
   * Appends what the file does not know yet, and makes sure that it is on disk before the database
   * says so: after a crash between the two an entry is there twice, which changes nothing.
   *
   * @returns how many entries were written
   * @throws StartupError where the file cannot be written
   */
  async append(file: string): Promise<number> {
    let written = 0;
    for (;;) {
      const batch = await this.transactions.run(async (manager) => {
        const unlogged = await unloggedErasures(manager, ERASURES_PER_WRITE);
        if (unlogged.length === 0) return 0;
        await appendLines(file, await linesOf(manager, unlogged));
        await markLogged(manager, unlogged);
        return unlogged.length;
      });
      written += batch;
      if (batch < ERASURES_PER_WRITE) return written;
    }
  }

  /**
   * Compares the files with the database.
   *
   * @throws StartupError for a line that is no entry
   */
  async gap(files: readonly string[]): Promise<LedgerGap> {
    const latest = new Map<string, LedgerEntry>();
    for (const file of files) {
      for await (const entry of readLedger(file)) {
        const known = latest.get(entry.erasureId);
        // Undone is the customer's last word; apart from that an end follows a beginning.
        if (known?.state !== "UNDONE" && !(known?.state === "DONE" && entry.state === "PENDING")) {
          latest.set(entry.erasureId, entry);
        }
      }
    }
    const entries = [...latest.values()];
    const ids = entries.map(({ erasureId }) => erasureId);
    const known = new Map(
      (await knownErasures(this.transactions.manager, ids)).map((row) => [
        row.erasureId,
        row.state,
      ]),
    );
    const missing = entries.filter(({ erasureId, state }) => {
      const here = known.get(erasureId);
      if (here === undefined) return state !== "UNDONE";
      return here === "PENDING" && state !== "PENDING";
    });
    return { entries: entries.length, missing };
  }
}

/** The entries of a ledger file in their order; none where there is no such file. */
async function* readLedger(file: string): AsyncGenerator<LedgerEntry> {
  let handle: FileHandle;
  try {
    handle = await open(file, "r");
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return;
    throw unusable(file, error);
  }
  let number = 0;
  let badLine: number | null = null;
  for await (const line of handle.readLines()) {
    number++;
    // A crash while writing leaves half of the last line, and its erasure is written down anew; a
    // bad line before others is no such thing.
    if (badLine !== null) break;
    const entry = entrySchema.safeParse(parsed(line));
    if (entry.success) yield entry.data;
    else badLine = number;
  }
  if (badLine !== null && badLine < number) {
    throw new StartupError(`${file}, line ${badLine} is no entry of an erasure ledger.`);
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

async function linesOf(manager: EntityManager, erasures: readonly ErasureRow[]): Promise<string[]> {
  const ids = erasures.map(({ erasureId }) => erasureId);
  const suppressions = await suppressionsOf(manager, ids);
  return erasures.map((row) => {
    const suppressed = suppressions
      .filter(({ erasureId }) => erasureId === row.erasureId)
      .map(({ kind, digest }) => ({ kind, digest: digest.toString("base64") }));
    const { loggedState, isScrubbed, rowCount, endedAt, ...entry } = row;
    return JSON.stringify({ ...entry, suppressed });
  });
}

async function appendLines(file: string, lines: readonly string[]): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(file, "a+", 0o600);
    try {
      await cutHalfLine(handle);
      await handle.appendFile(`${lines.join("\n")}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unusable(file, error);
  }
}

/** What a crash has left of a line that was being written. */
async function cutHalfLine(handle: FileHandle): Promise<void> {
  let { size } = await handle.stat();
  const byte = Buffer.alloc(1);
  const isLineEnd = async () => {
    await handle.read(byte, 0, 1, size - 1);
    return byte.toString() === "\n";
  };
  const before = size;
  while (size > 0 && !(await isLineEnd())) size--;
  if (size < before) await handle.truncate(size);
}

function unusable(file: string, error: unknown): StartupError {
  const { code } = error as { code?: string };
  return new StartupError(`The erasure ledger ${file} cannot be used (${code ?? String(error)}).`);
}
