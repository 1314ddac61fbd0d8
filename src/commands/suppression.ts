import { text } from "node:stream/consumers";
import { contactKeyOf } from "../access/contact-key.ts";
import { createErasureParts } from "../app.ts";
import { liftSuppression } from "../erasure/suppression.repository.ts";
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
    const { home } = call.config;
    const contactKey = await contactKeyOf(call.config);
    await withDatabase(call, async ({ dataSource }) => {
      const { suppressions } = createErasureParts({ dataSource, contactKey, home });
      const digest = suppressions.digestOf(kind, ...parts);
      const lifted = await liftSuppression(dataSource.manager, { kind, digest });
      if (lifted === 0) throw new StartupError("This contact is not suppressed.");
      call.output.result({ lifted }, ["The contact may be brought in again."]);
    });
  },
};
