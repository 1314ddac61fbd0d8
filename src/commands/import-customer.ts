import { readFile, stat } from "node:fs/promises";
import { tokenSecretOf } from "../access/token-secret.ts";
import { Tokens } from "../access/tokens.ts";
import { Transactions } from "../db/transactions.ts";
import { LIMITS } from "../limits.ts";
import { StartupError } from "../result.ts";
import { RestoreService } from "../rights/restore.service.ts";
import type { CommandCall } from "./command.ts";
import { withDatabase } from "./database.ts";

/** `import --customer-export FILE`: brings one customer back from what `export` has written. */
export async function importCustomer(call: CommandCall, file: string): Promise<void> {
  const text = await readExport(file);
  const tokens = new Tokens(await tokenSecretOf(call.config));
  await withDatabase(call, async ({ dataSource }) => {
    const service = new RestoreService(new Transactions(dataSource), tokens);
    const result = await service.restore(text);
    if (!result.ok) {
      const [first] = result.errors;
      const place = first?.path.length ? ` at ${first.path.join(".")}` : "";
      throw new StartupError(`${first?.code}${place}: ${first?.message} Nothing was stored.`);
    }
    const { customerId, isOwnExport, interactions, facts } = result.value;
    const consents = isOwnExport
      ? "This house wrote the file: consents are as they were."
      : "Another house wrote the file: its consents are requests here, which the customer answers.";
    call.output.result(result.value, [
      `${customerId}: ${facts} facts, ${interactions} events. ${consents}`,
    ]);
  });
}

async function readExport(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > LIMITS.exportFileBytesMax) {
      throw new StartupError(`${file} has more than ${LIMITS.exportFileBytesMax} bytes.`);
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file));
  } catch (error) {
    if (error instanceof StartupError) throw error;
    const { code } = error as { code?: string };
    throw new StartupError(`${file} cannot be read (${code ?? "no UTF-8"}).`);
  }
}
