import { createHash } from "node:crypto";
import type { EntityManager } from "typeorm";
import { noteIfRefused } from "../access/refusal.repository.ts";
import type { Tokens } from "../access/tokens.ts";
import { isRecentlyAuthenticated, loginNotRecent, type Viewer } from "../access/viewer.ts";
import type { DataCategory } from "../consents/policy.ts";
import { externalIdsOf } from "../customers/customer.repository.ts";
import type { Transactions } from "../db/transactions.ts";
import type { FactEvidenceRow } from "../facts/fact.entity.ts";
import { factEvidenceOf } from "../facts/fact.repository.ts";
import { categoryOfField } from "../facts/fact.service.ts";
import type { InteractionRow } from "../interactions/interaction.entity.ts";
import { CATEGORY_OF_KIND } from "../interactions/interaction.service.ts";
import { LIMITS } from "../limits.ts";
import { type Failure, fail, ok, type Result } from "../result.ts";
import { evidenceCsv } from "./csv.ts";
import {
  countEvidence,
  type ExportedTable,
  exportedRows,
  mergedIdsOf,
  useUtc,
} from "./export.repository.ts";
import { type CustomerData, canonicalText } from "./export-format.ts";
import type { CustomerExportErrorCode } from "./rights.errors.ts";

export type ExportFormat = "JSON" | "CSV";

/** A customer's data as a file. */
export interface ExportedDocument {
  readonly mediaType: string;
  readonly fileName: string;
  readonly document: string;
  /** Of the document in UTF-8, in hexadecimal digits. */
  readonly sha256: string;
  readonly customerId: string;
  /** Of the evidence in it. */
  readonly categories: readonly DataCategory[];
}

type ExportResult = Result<ExportedDocument, Failure<CustomerExportErrorCode>>;

/** What seals a document of this house. */
export type Sealing = Pick<Tokens, "seal">;

/** Writes everything that is stored about a customer into one document. */
export class ExportService {
  constructor(
    private readonly transactions: Transactions,
    private readonly sealing: Sealing,
    private readonly now: () => number,
  ) {}

  /**
   * The viewer's own data. Nothing is changed, and neither models nor the catalogue are asked. A
   * refusal is noted.
   *
   * Cost: one read-only transaction of 25 statements, whatever the number of rows, and 4 for each
   * id that was merged into the customer's.
   */
  async write(viewer: Viewer, format: ExportFormat): Promise<ExportResult> {
    const outcome = await this.writeOwn(viewer, format);
    return noteIfRefused(this.transactions.manager, viewer, "customerExport", outcome);
  }

  private async writeOwn(viewer: Viewer, format: ExportFormat): Promise<ExportResult> {
    if (viewer.kind !== "CUSTOMER") {
      return fail("FORBIDDEN", "Only customers can take out what is known about them.");
    }
    if (!isRecentlyAuthenticated(viewer, this.now())) return loginNotRecent();
    return this.export(viewer.customerId, format, LIMITS.exportEvidenceMax);
  }

  /** Any customer's data, for the house's operator. */
  export(
    customerId: string,
    format: ExportFormat,
    evidenceMax: number = Number.POSITIVE_INFINITY,
  ): Promise<ExportResult> {
    return this.transactions.snapshot(async (manager) => {
      if ((await countEvidence(manager, customerId)) > evidenceMax) {
        return fail("TOO_LARGE", `More than ${evidenceMax} pieces of evidence; ask the house.`);
      }
      const data = await readCustomerData(manager, customerId);
      if (!data) return fail("NOT_FOUND", "There is no such customer.");
      const file = format === "CSV" ? csvDocument(data) : jsonDocument(data, this.sealing);
      return ok({ ...file, customerId, categories: categoriesOf(data) });
    });
  }
}

/**
 * Everything that is stored about a customer; null where there is no such customer, and for an id
 * that was merged into another's: it is nobody's, and its ledger is in the other's export.
 */
export async function readCustomerData(
  manager: EntityManager,
  customerId: string,
): Promise<CustomerData | null> {
  await useUtc(manager);
  const read = (table: ExportedTable) => exportedRows(manager, table, customerId);
  const [customer] = await read("customer");
  const [decisions] = await read("decisions");
  if (!customer || !decisions || decisions.mergedInto !== null) return null;
  const externalIds = await externalIdsOf(manager, [customerId]);
  // The folder that keeps values is the only one that reads them.
  const facts = await factEvidenceOf(manager, [customerId]);
  const [weights] = await read("weights");
  const data = {
    format: "kathi-customer-export",
    version: 1,
    customer: { customerId, ...customer },
    externalIds: externalIds.map(({ system, externalId }) => ({ system, externalId })),
    decisions,
    consentEvents: await read("consentEvents"),
    receipts: await read("receipts"),
    mergedCustomers: await readMergedCustomers(manager, customerId),
    facts: facts.map(exportedFact).sort(byTime),
    interactions: await read("interactions"),
    preferences: await read("preferences"),
    weights: weights ?? null,
    contactBudgets: await read("contactBudgets"),
    recommendationLists: await read("recommendationLists"),
    resets: await read("resets"),
    struckGuesses: await read("struckGuesses"),
    erasures: await read("erasures"),
    erasedInteractions: await read("erasedInteractions"),
    dataUses: await read("dataUses"),
    emailCorrections: await read("emailCorrections"),
    refusedAttempts: await read("refusedAttempts"),
  };
  // Whether the tables are what the schema says is checked where the text is made.
  return data as unknown as CustomerData;
}

/** Of an id that was merged only the ledger is left. */
async function readMergedCustomers(manager: EntityManager, customerId: string) {
  const merged: object[] = [];
  for (const mergedId of await mergedIdsOf(manager, customerId)) {
    const read = (table: ExportedTable) => exportedRows(manager, table, mergedId);
    merged.push({
      customerId: mergedId,
      ...(await read("customer"))[0],
      decisions: (await read("decisions"))[0],
      consentEvents: await read("consentEvents"),
      receipts: await read("receipts"),
    });
  }
  return merged;
}

function exportedFact({ customerId: _, ...fact }: FactEvidenceRow) {
  return {
    ...fact,
    capturedAt: fact.capturedAt.toISOString(),
    statedAt: fact.statedAt.toISOString(),
    recordedAt: fact.recordedAt.toISOString(),
    statusChangedAt: fact.statusChangedAt?.toISOString() ?? null,
  };
}

/** By what is written, to the millisecond, so that a restored customer has the same order. */
function byTime(a: ReturnType<typeof exportedFact>, b: ReturnType<typeof exportedFact>): number {
  const keyOf = ({ capturedAt, evidenceId }: typeof a) => `${capturedAt} ${evidenceId}`;
  return keyOf(a) < keyOf(b) ? -1 : 1;
}

function categoriesOf(data: CustomerData): DataCategory[] {
  const categories = new Set([
    ...data.facts.map(({ field }) => categoryOfField(field)),
    // The table has checked the kind that the file knows as a text.
    ...data.interactions.map(({ kind }) => CATEGORY_OF_KIND[kind as InteractionRow["kind"]]),
  ]);
  const isDeclared = data.preferences.length > 0 || data.weights !== null;
  if (isDeclared || data.struckGuesses.length > 0) categories.add("DECLARED_PREFERENCE");
  if (data.recommendationLists.length > 0) categories.add("FEEDBACK");
  return [...categories];
}

type ExportedFile = Omit<ExportedDocument, "customerId" | "categories">;

function jsonDocument(data: CustomerData, sealing: Sealing): ExportedFile {
  const text = canonicalText(data);
  const document = `${text.slice(0, -1)},"seal":"${sealing.seal(text)}"}\n`;
  return asFile(document, "application/json", "customer.json");
}

function csvDocument(data: CustomerData): ExportedFile {
  return asFile(evidenceCsv(data), "text/csv; charset=utf-8; header=present", "evidence.csv");
}

function asFile(document: string, mediaType: string, fileName: string): ExportedFile {
  const sha256 = createHash("sha256").update(document, "utf8").digest("hex");
  return { mediaType, fileName, document, sha256 };
}
