import { text } from "node:stream/consumers";
import { liftSuppression } from "../erasure/suppression.repository.ts";
import { contactDigests } from "../erasure/suppression.service.ts";
import { StartupError } from "../result.ts";
import { type Command, UsageError } from "./command.ts";
import { withDatabase } from "./database.ts";

const KINDS = { email: "EMAIL", phone: "PHONE", "external-id": "EXTERNAL_ID" } as const;

export const suppressionCommand: Command = {
  usage: "suppression lift email|phone|external-id (the contact on standard input)",
  summary: "let an erased contact be brought in again, because the person wants to come back",
  positionalsMax: 2,
  async run(call) {
    const [action, name = ""] = call.positionals;
    const kind = Object.hasOwn(KINDS, name) ? KINDS[name as keyof typeof KINDS] : undefined;
    if (action !== "lift" || !kind) {
      throw new UsageError("Expected suppression lift email, phone or external-id.");
    }
    // Not as an argument: those are seen by everybody on the machine and kept by shells.
    const contact = (await text(process.stdin)).trim();
    const separator = contact.indexOf(":");
    if (contact === "" || (kind === "EXTERNAL_ID" && separator <= 0)) {
      throw new UsageError(
        "Expected the contact on standard input; an external id as SYSTEM:NAME.",
      );
    }
    const parts =
      kind === "EXTERNAL_ID"
        ? [contact.slice(0, separator), contact.slice(separator + 1)]
        : [contact];
    await withDatabase(call, async ({ dataSource }) => {
      const { manager } = dataSource;
      const [contact] = await contactDigests(manager, [[kind, ...parts]]);
      const lifted = await liftSuppression(manager, contact!);
      if (lifted === 0) throw new StartupError("This contact is not suppressed.");
      call.output.result({ lifted }, ["The contact may be brought in again."]);
    });
  },
};
