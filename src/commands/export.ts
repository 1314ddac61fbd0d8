import { writeFile } from "node:fs/promises";
import { tokenSecretOf } from "../access/token-secret.ts";
import { Tokens } from "../access/tokens.ts";
import { Transactions } from "../db/transactions.ts";
import { StartupError } from "../result.ts";
import { type ExportFormat, ExportService } from "../rights/export.service.ts";
import { type Command, textOption, UsageError } from "./command.ts";
import { findCustomer } from "./customer.ts";
import { withDatabase } from "./database.ts";

const FORMATS: Readonly<Record<string, ExportFormat>> = { json: "JSON", csv: "CSV" };

export const exportCommand: Command = {
  usage: "export --customer ID [--format json|csv] --file FILE",
  summary: "write everything that is kept about a customer into a file; `import` reads it again",
  options: {
    customer: { type: "string" },
    format: { type: "string" },
    file: { type: "string" },
  },
  async run(call) {
    const name = textOption(call, "customer");
    const file = textOption(call, "file");
    const formatName = textOption(call, "format") ?? "json";
    const format = Object.hasOwn(FORMATS, formatName) ? FORMATS[formatName] : undefined;
    if (!name || !file || !format) {
      throw new UsageError("Expected --customer ID, --file FILE and --format json or csv.");
    }
    const tokens = new Tokens(await tokenSecretOf(call.config));
    await withDatabase(call, async ({ dataSource }) => {
      const customerId = await findCustomer(dataSource.manager, name);
      const exports = new ExportService(new Transactions(dataSource), tokens, Date.now);
      const result = await exports.export(customerId, format);
      if (!result.ok) throw new StartupError(result.errors[0]?.message ?? "It cannot be exported.");
      const { document, sha256 } = result.value;
      await writeNewFile(file, document);
      const bytes = Buffer.byteLength(document);
      const report = { customerId, file, bytes, sha256 };
      call.output.result(report, [`${file}: ${bytes} bytes, SHA-256 ${sha256}`]);
    });
  },
};

/** Readable by its owner only; never over another file. */
async function writeNewFile(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: "wx", mode: 0o600 });
  } catch (error) {
    const { code } = error as { code?: string };
    throw new StartupError(`${file} cannot be written (${code}). Name a new file.`);
  }
}
