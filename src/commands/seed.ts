import { seedDemoHouse } from "../demo/seed.ts";
import type { Command } from "./command.ts";
import { withDatabase } from "./database.ts";

export const seedCommand: Command = {
  usage: "seed",
  summary: "write the demo house into the database",
  async run(call) {
    await withDatabase(call, async ({ dataSource }) => {
      const report = await seedDemoHouse(dataSource, Date.now(), (done, total) =>
        call.output.progress("interactions", done, total),
      );
      call.output.result(report, [
        `${report.items} items, ${report.customers} new customers, ${report.interactions} new interactions.`,
      ]);
    });
  },
};
