import { join } from "node:path";
import { parseGrants } from "../imports/grants.ts";
import { importDataset } from "../imports/import.service.ts";
import { type Command, textOption, UsageError } from "./command.ts";
import { withDatabase } from "./database.ts";
import { importCustomer } from "./import-customer.ts";
import { table } from "./output.ts";

export const importCommand: Command = {
  usage:
    "import DIR [--consent-evidence TEXT --grant PURPOSE:CATEGORY,…] [--rejected FILE] | --customer-export FILE",
  summary: "import a data set folder (dataset.json and CSV files; safe to repeat), or one customer",
  positionalsMax: 1,
  options: {
    "consent-evidence": { type: "string" },
    grant: { type: "string" },
    rejected: { type: "string" },
    "customer-export": { type: "string" },
  },
  async run(call) {
    const [dir] = call.positionals;
    const customerExport = textOption(call, "customer-export");
    if ((dir === undefined) === (customerExport === undefined)) {
      throw new UsageError("Expected either import DIR or import --customer-export FILE.");
    }
    if (customerExport !== undefined) return importCustomer(call, customerExport);
    if (!dir) throw new UsageError("Expected import DIR.");
    const grant = textOption(call, "grant");
    const grants = grant === undefined ? [] : parseGrants(grant);
    await withDatabase(call, async ({ dataSource }) => {
      const report = await importDataset(dataSource, {
        dir,
        grants,
        consentEvidence: textOption(call, "consent-evidence") ?? null,
        rejectedFile: textOption(call, "rejected") ?? join(call.config.home, "rejected.jsonl"),
        onProgress: ({ rows }) => {
          call.signal.throwIfAborted();
          call.output.progress("rows", rows);
        },
      });
      const lines = Object.entries(report).map(([name, value]) => [name, String(value ?? "-")]);
      call.output.result(report, table(lines));
    });
  },
};
