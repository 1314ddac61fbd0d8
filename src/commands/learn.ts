import { learnSnapshot } from "../recommendations/learner.service.ts";
import type { Command } from "./command.ts";
import { withDatabase } from "./database.ts";

export const learnCommand: Command = {
  usage: "learn",
  summary: "learn a new model snapshot from the log; running servers swap it in",
  async run(call) {
    await withDatabase(call, async ({ dataSource }) => {
      const report = await learnSnapshot(dataSource, Date.now(), (customers) =>
        call.output.progress("customers", customers),
      );
      call.output.result(report, [
        `Snapshot ${report.snapshotId} from ${report.events} events of ${report.customers} customers and ${report.items} items in ${report.seconds.toFixed(1)} s.`,
      ]);
    });
  },
};
