import type { BadLink } from "../consents/chain.ts";
import { checkLedger, checkLedgers } from "../consents/ledger-check.service.ts";
import { StartupError } from "../result.ts";
import { type Command, textOption, UsageError } from "./command.ts";
import { findCustomer } from "./customer.ts";
import { withDatabase } from "./database.ts";

const WORDS: Readonly<Record<BadLink["problem"], string>> = {
  MISSING_ENTRY: "is missing or out of its place",
  WRONG_PREVIOUS_HASH: "does not follow on the entry before",
  WRONG_HASH: "is not what was written",
  MISSING_TAIL: "is missing, and all that followed",
  WRONG_HEAD_HASH: "is not the one that the snapshot ends with",
  WRONG_CELLS: "is the last, but the snapshot's cells are not what the ledger says",
  MISSING_SNAPSHOT: "is the last, but there is no snapshot",
};

export const consentCommand: Command = {
  usage: "consent verify [--customer ID]",
  summary: "recompute the hash chain of every consent ledger and name the first bad link of each",
  positionalsMax: 1,
  options: { customer: { type: "string" } },
  async run(call) {
    const { output, positionals } = call;
    if (positionals[0] !== "verify") throw new UsageError("Expected consent verify.");
    const customer = textOption(call, "customer");
    const report = await withDatabase(call, async ({ dataSource }) => {
      if (customer === undefined) {
        return checkLedgers(dataSource, (done, total) =>
          output.progress("customers checked", done, total),
        );
      }
      return checkLedger(dataSource, await findCustomer(dataSource.manager, customer));
    });
    if (!report) throw new StartupError("There is no such customer.");
    const { customers, entries, badLinks } = report;
    const lines = badLinks.map(describe);
    output.result(report, [`${customers} ledgers with ${entries} entries checked.`, ...lines]);
    const [first] = badLinks;
    if (first) throw new StartupError(`The first bad link: ${describe(first)}`);
  },
};

function describe({ customerId, sequence, problem }: BadLink): string {
  return `customer ${customerId}: entry ${sequence} ${WORDS[problem]}.`;
}
