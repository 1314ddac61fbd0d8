import { openDatabase } from "../db/open.ts";
import { type KeyStatus, keyStatus, rotateMasterKey } from "../sealing/rotation.ts";
import { type Command, UsageError } from "./command.ts";
import { withDatabase } from "./database.ts";
import { table } from "./output.ts";

export const keysCommand: Command = {
  usage: "keys status|rotate",
  summary: "how the keys that seal identities are; wrap them with a new master key",
  positionalsMax: 1,
  async run(call) {
    const [action] = call.positionals;
    if (action === "rotate") {
      await withDatabase(call, async ({ dataSource }) => {
        const report = await rotateMasterKey(dataSource, (rewrapped) => {
          call.signal.throwIfAborted();
          call.output.progress("data keys", rewrapped);
        });
        const lines = Object.entries(report).map(
          ([name, value]) => `${name}: ${String(value) || "-"}`,
        );
        call.output.result(report, lines);
      });
    } else if (action === "status") {
      const database = await openDatabase(call.config);
      try {
        const status = await keyStatus(database.dataSource);
        call.output.result(status, linesOf(status));
      } finally {
        await database.close();
      }
    } else {
      throw new UsageError("Expected keys status or keys rotate.");
    }
  },
};

function linesOf(status: KeyStatus): string[] {
  const header = ["master key", "state", "customers", "keys of the house"];
  const rows = status.masterKeys.map((key) => [
    key.masterKeyId,
    key.isCurrent ? "in use" : key.isAtHand ? "older" : "missing",
    key.customerKeys,
    key.houseKeys,
  ]);
  return [
    ...(rows.length > 0
      ? table([header, ...rows])
      : ["No keys yet: they are made with the first customer."]),
    `${status.customersWithoutKey} customers without a key; ${status.probesFailed} of ${status.probed} probed keys do not open.`,
  ];
}
