import { createErasureParts } from "../app.ts";
import { scrub } from "../erasure/scrub.service.ts";
import { type Command, type CommandCall, UsageError } from "./command.ts";
import { withDatabase } from "./database.ts";

export const erasureCommand: Command = {
  usage: "erasure replay [FILE…] | erasure scrub",
  summary: "erase again what a restored dump has brought back; rewrite files that held erased rows",
  positionalsMax: 20,
  async run(call) {
    const [action, ...files] = call.positionals;
    if (action === "replay") return replay(call, files);
    if (action === "scrub" && files.length === 0) return scrubAll(call);
    throw new UsageError("Expected erasure replay [FILE…] or erasure scrub.");
  },
};

/** @param files ledgers of other homes; this home's own where none is named */
async function replay(call: CommandCall, files: readonly string[]): Promise<void> {
  const { home } = call.config;
  await withDatabase(call, async ({ dataSource }) => {
    const parts = createErasureParts({ dataSource, home });
    const ledgers = files.length > 0 ? files : [parts.ledgerFile];
    const report = await parts.replay.run(ledgers, (done, total) => {
      call.signal.throwIfAborted();
      call.output.progress("erasures", done, total);
    });
    call.output.result(report, [
      `${report.entries} erasures in the ledger, ${report.replayed} carried out again.`,
    ]);
  });
}

async function scrubAll(call: CommandCall): Promise<void> {
  await withDatabase(call, async ({ dataSource }) => {
    const report = await scrub(dataSource, Number.POSITIVE_INFINITY);
    call.output.result(report, [
      `${report.rewritten.length} tables rewritten after ${report.erasures} erasures.`,
      ...report.skipped.map((table) => `${table} is in use: try again`),
    ]);
  });
}
