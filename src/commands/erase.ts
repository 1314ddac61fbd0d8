import { createErasureParts } from "../app.ts";
import { StartupError } from "../result.ts";
import { type Command, textOption, UsageError } from "./command.ts";
import { findCustomer } from "./customer.ts";
import { withDatabase } from "./database.ts";

export const eraseCommand: Command = {
  usage: "erase --customer ID",
  summary: "erase a customer at once and for good, on their word to the house",
  options: { customer: { type: "string" } },
  async run(call) {
    const id = textOption(call, "customer");
    if (id === undefined) throw new UsageError("Expected erase --customer ID.");
    await withDatabase(call, async ({ dataSource }) => {
      const { home } = call.config;
      const { erasures, log, ledgerFile } = createErasureParts({ dataSource, home });
      const customerId = await findCustomer(dataSource.manager, id);
      const erasure = await erasures.eraseForOperator(customerId);
      if (!erasure) throw new StartupError("This customer is being erased already.");
      await log.append(ledgerFile);
      call.output.result(erasure, [`Erased customer ${erasure.customerId}.`]);
    });
  },
};
