import { type Command, type CommandCall, textOption, UsageError } from "./command.ts";
import { processingRecord, processingRecordLines, type RecordLocale } from "./processing-record.ts";

const LOCALES: Readonly<Record<string, RecordLocale>> = { en: "EN", de: "DE" };

export const policyCommand: Command = {
  usage: "policy print [--locale en|de] [--controller TEXT] [--officer TEXT]",
  summary: "print the record of processing activities (GDPR Art. 30) as Markdown",
  options: {
    locale: { type: "string" },
    controller: { type: "string" },
    officer: { type: "string" },
  },
  positionalsMax: 1,
  async run(call) {
    if (call.positionals[0] !== "print") throw new UsageError(`Expected ${policyCommand.usage}.`);
    const record = processingRecord(localeOf(call), {
      controller: lineOption(call, "controller"),
      officer: lineOption(call, "officer"),
    });
    call.output.result(record, processingRecordLines(record));
  },
};

function localeOf(call: CommandCall): RecordLocale {
  const name = textOption(call, "locale") ?? "en";
  const locale = Object.hasOwn(LOCALES, name) ? LOCALES[name] : undefined;
  if (!locale) throw new UsageError("Expected --locale en or --locale de.");
  return locale;
}

/** An address has several lines, an entry of the record has one. */
function lineOption(call: CommandCall, name: string): string | null {
  const text = textOption(call, name)?.trim().replaceAll(/\s+/g, " ");
  return text || null;
}
