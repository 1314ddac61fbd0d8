import { createHash } from "node:crypto";
import type { EntityManager } from "typeorm";
import type { ConsentState } from "../consents/consent.entity.ts";
import { appendConsentEvent } from "../consents/consent.repository.ts";
import { parseGrantableCell } from "../consents/policy.ts";
import { addCustomer, addExternalIds } from "../customers/customer.repository.ts";
import type { Transactions } from "../db/transactions.ts";
import { erasureOfEverything } from "../erasure/erasure.repository.ts";
import { SuppressionService } from "../erasure/suppression.service.ts";
import { restoreFactEvidence } from "../facts/fact.repository.ts";
import { type Failure, fail, ok, type Result } from "../result.ts";
import {
  beginLedgerRestore,
  type ExportedTable,
  ensureItems,
  restoreRows,
  useUtc,
} from "./export.repository.ts";
import { readCustomerData, type Sealing } from "./export.service.ts";
import {
  type CustomerData,
  type CustomerExportDocument,
  canonicalText,
  customerExportSchema,
} from "./export-format.ts";

/** Why a file cannot be brought in; nothing is stored then. */
export type RestoreErrorCode =
  | "NOT_JSON"
  | "CONTENT_INVALID"
  | "CUSTOMER_EXISTS"
  | "CUSTOMER_ERASED"
  | "EXTERNAL_ID_TAKEN";

/** What bringing a file in did. */
export interface Restored {
  readonly customerId: string;
  /** Whether this house wrote the file, so that consents are in force as they were. */
  readonly isOwnExport: boolean;
  readonly interactions: number;
  readonly facts: number;
}

type RestoreFailure = Failure<RestoreErrorCode>;

/** Brings a customer back from an export. */
export class RestoreService {
  constructor(
    private readonly transactions: Transactions,
    private readonly sealing: Sealing,
  ) {}

  /**
   * Restores a customer as they were: ids, times, statuses, decisions, lists. The next export of
   * the customer is the same text again, which is made sure of before anything is committed.
   *
   * Consents are in force only where this house's seal is on the file. An export of another house
   * proves no consent given to this one: what was open there is recorded here as a request, what
   * was closed stays closed, and the customer decides. Nor does it bring back what was erased here:
   * one erased name, address or value is enough to refuse it.
   *
   * @param file the text of an export; any text at all is answered, never thrown at
   */
  async restore(file: string): Promise<Result<Restored, RestoreFailure>> {
    const parsed = parseExport(file);
    if (!parsed.ok) return parsed;
    const { seal, ...data } = parsed.value;
    const isOwnExport = this.sealing.seal(canonicalText(data)) === seal;
    const { customerId } = data.customer;
    try {
      return await this.transactions.attempt<Restored, RestoreFailure>(async (manager) => {
        await useUtc(manager);
        if (await erasureOfEverything(manager, customerId)) {
          return fail("CUSTOMER_ERASED", "The customer was erased and stays so.", "customer");
        }
        if (!(await addCustomer(manager, data.customer))) {
          return fail("CUSTOMER_EXISTS", "There is such a customer already.", "customer");
        }
        const names = data.externalIds.map(toReadableName);
        if (!(await addExternalIds(manager, customerId, names))) {
          const taken = "Another customer has one of these names.";
          return fail("EXTERNAL_ID_TAKEN", taken, "externalIds");
        }
        if (!isOwnExport && (await isAnySuppressed(manager, data, names))) {
          const erased = "A name, an address or a value of the file was erased and stays so.";
          return fail("CUSTOMER_ERASED", erased, "customer");
        }
        await restoreData(manager, data, isOwnExport);
        if (isOwnExport) await assertEqual(manager, data);
        const { interactions, facts } = data;
        const counts = { interactions: interactions.length, facts: facts.length };
        return ok({ customerId, isOwnExport, ...counts });
      });
    } catch (error) {
      if (error instanceof UnreadableValueError) {
        const words = "A value is missing: the house that wrote the file had no key to it.";
        return fail("CONTENT_INVALID", words, error.place);
      }
      // A table's own constraint has refused what the schema let through, such as a wrong kind.
      if (!isRefusedByTable(error)) throw error;
      return fail("CONTENT_INVALID", "The tables refuse a value of the file.");
    }
  }
}

/**
 * Whether a file that this house did not write brings back what was erased here under whatever id:
 * 2 statements. It looks after the names were stored, which waits for an erasure under way.
 */
async function isAnySuppressed(
  manager: EntityManager,
  { customer: { customerId }, facts }: CustomerData,
  names: readonly ReturnType<typeof toReadableName>[],
): Promise<boolean> {
  const suppressions = new SuppressionService();
  if (await suppressions.hasSuppressedName(manager, names)) return true;
  const rows = facts.map(toFactRow(customerId));
  return (await suppressions.suppressedFacts(manager, customerId, rows)).size > 0;
}

async function restoreData(
  manager: EntityManager,
  data: CustomerData,
  isOwnExport: boolean,
): Promise<void> {
  const { customerId } = data.customer;
  const write = (table: ExportedTable, list: readonly object[]) =>
    restoreRows(manager, table, customerId, list as readonly Record<string, unknown>[]);
  await ensureItems(
    manager,
    data.interactions.map(({ itemId }) => itemId),
  );
  if (isOwnExport) {
    await restoreOwnRecords(manager, data);
  } else {
    await restoreForeignDecisions(manager, data);
  }
  await restoreFactEvidence(manager, customerId, data.facts.map(toFactRow(customerId)));
  await write("interactions", data.interactions);
  await write("preferences", data.preferences);
  await write("weights", data.weights ? [data.weights] : []);
  await write("contactBudgets", data.contactBudgets);
  await write("recommendationLists", data.recommendationLists);
  await write("resets", data.resets);
  await write("struckGuesses", data.struckGuesses);
  await write("erasedInteractions", data.erasedInteractions);
}

/** What this house has written down about what it did; another house's records are not its own. */
async function restoreOwnRecords(manager: EntityManager, data: CustomerData): Promise<void> {
  const { customerId } = data.customer;
  await beginLedgerRestore(manager);
  await restoreLedger(manager, customerId, data);
  for (const merged of data.mergedCustomers) {
    await addCustomer(manager, merged);
    await restoreLedger(manager, merged.customerId, merged);
  }
  for (const table of ["erasures", "dataUses", "emailCorrections", "refusedAttempts"] as const) {
    await restoreRows(manager, table, customerId, data[table]);
  }
}

async function restoreLedger(
  manager: EntityManager,
  customerId: string,
  ledger: Pick<CustomerData, "decisions" | "consentEvents" | "receipts">,
): Promise<void> {
  await restoreRows(manager, "decisions", customerId, [ledger.decisions]);
  await restoreRows(manager, "consentEvents", customerId, ledger.consentEvents);
  await restoreRows(manager, "receipts", customerId, ledger.receipts);
}

/** What could not be read when it was exported cannot be brought back, so it is refused. */
function toFactRow(customerId: string) {
  return (fact: CustomerData["facts"][number]) => {
    if (fact.value === null) throw new UnreadableValueError("facts");
    return {
      ...fact,
      value: fact.value,
      customerId,
      capturedAt: new Date(fact.capturedAt),
      statedAt: new Date(fact.statedAt),
      recordedAt: new Date(fact.recordedAt),
      statusChangedAt: fact.statusChangedAt === null ? null : new Date(fact.statusChangedAt),
    };
  };
}

function toReadableName({ system, externalId }: CustomerData["externalIds"][number]) {
  if (externalId === null) throw new UnreadableValueError("externalIds");
  return { system, externalId };
}

/** A sealed value that is null: its key was missing in the house that exported it. */
class UnreadableValueError extends Error {
  override readonly name = "UnreadableValueError";

  constructor(readonly place: string) {
    super("A value of the export is null.");
  }
}

/** What limits the house is taken over; what opens anything is only a wish here. */
async function restoreForeignDecisions(manager: EntityManager, data: CustomerData): Promise<void> {
  const { customerId } = data.customer;
  const { restrictedAt, quietSince, quietUntil, resetAt, cells } = data.decisions;
  const limits = { restrictedAt, quietSince, quietUntil, resetAt };
  await restoreRows(manager, "decisions", customerId, [limits]);
  const digest = createHash("sha256").update(canonicalText(data)).digest("hex");
  for (const [name, state] of Object.entries(cells).sort()) {
    const cell = parseGrantableCell(name);
    if (!cell) continue;
    const entry = {
      customerId,
      ...cell,
      state: foreignState(state),
      method: "IMPORTED" as const,
      actor: "import:customer-export",
      documentation: `Export of another house, SHA-256 ${digest}, where it was ${state}`,
    };
    await appendConsentEvent(manager, entry, ["UNKNOWN"]);
  }
}

function foreignState(state: string): ConsentState {
  return state === "REFUSED" || state === "WITHDRAWN" || state === "OBJECTED"
    ? "REFUSED"
    : "REQUESTED";
}

/** @throws Error where the next export would not be the same text: a bug that stores nothing */
async function assertEqual(manager: EntityManager, data: CustomerData): Promise<void> {
  const restored = await readCustomerData(manager, data.customer.customerId);
  if (restored && canonicalText(restored) === canonicalText(data)) return;
  throw new Error("A restored customer differs from the export.");
}

/** Reads a file; what is wrong is named by its place, never by its content. */
function parseExport(file: string): Result<CustomerExportDocument, RestoreFailure> {
  let value: unknown;
  try {
    value = JSON.parse(file);
  } catch (error) {
    return fail("NOT_JSON", `The file is no JSON${placeOf(error, file)}.`);
  }
  const parsed = customerExportSchema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const issues = parsed.error.issues.slice(0, 10).map(({ code, path }) => ({
    code: "CONTENT_INVALID" as const,
    message: `Expected what the schema says (${code}).`,
    path: path.map(String),
  }));
  return { ok: false, errors: issues };
}

/** The engine's own message quotes the file, so only the position is taken from it. */
function placeOf(error: unknown, file: string): string {
  const position = /position (\d+)/.exec(String(error))?.[1];
  if (position === undefined) return "";
  return ` from line ${file.slice(0, Number(position)).split("\n").length} on`;
}

/** Data exceptions (22…) and integrity violations (23…) of PostgreSQL. */
function isRefusedByTable(error: unknown): boolean {
  return /^2[23]/.test(String((error as { code?: unknown }).code));
}
