import { readFile, stat } from "node:fs/promises";
import type { JWK } from "jose";
import { z } from "zod";
import { knownSigningKeyOf, verifyJson } from "../access/signing-key.ts";
import { RECEIPT_TYPE, type Receipt, receiptSchema } from "../consents/receipt.ts";
import { StartupError } from "../result.ts";
import { type Command, type CommandCall, textOption, UsageError } from "./command.ts";

/** A receipt has about 2 KiB, a key set with a hundred keys about 20. */
const FILE_BYTES_MAX = 256 * 1024;

const keySetSchema = z.object({
  keys: z.array(z.looseObject({ kty: z.literal("OKP"), kid: z.string(), x: z.string() })),
});

/** What a check has found; `milliseconds` is the check alone, without reading files. */
interface ReceiptReport {
  readonly isValid: boolean;
  readonly reason: string | null;
  readonly keyId: string | null;
  readonly milliseconds: number;
  readonly receipt: Receipt | null;
}

export const receiptCommand: Command = {
  usage: "receipt verify FILE [--keys FILE]",
  summary: "check a consent receipt offline against a JSON Web Key Set, or this house's own key",
  positionalsMax: 2,
  options: { keys: { type: "string" } },
  async run(call) {
    const [action, file] = call.positionals;
    if (action !== "verify" || file === undefined) {
      throw new UsageError("Expected receipt verify FILE.");
    }
    const jws = (await readText(file)).trim();
    const report = await checkReceipt(jws, await keysOf(call));
    call.output.result(report, linesOf(report));
    if (!report.isValid) throw new StartupError(`The receipt is not valid: ${report.reason}.`);
  },
};

/**
 * Checks a receipt against keys; makes no connection. About a millisecond.
 *
 * @param jws a compact JSON Web Signature
 */
export async function checkReceipt(jws: string, keys: readonly JWK[]): Promise<ReceiptReport> {
  const begin = performance.now();
  const verified = await verifyJson(jws, RECEIPT_TYPE, keys);
  const parsed = verified.isValid ? parseReceipt(verified.payload) : null;
  const milliseconds = performance.now() - begin;
  const nothing = { isValid: false, keyId: null, receipt: null, milliseconds };
  if (!verified.isValid) return { ...nothing, reason: verified.reason };
  if (!parsed?.success) return { ...nothing, reason: "it is signed, but no receipt" };
  const { keyId } = verified;
  return { isValid: true, reason: null, keyId, milliseconds, receipt: parsed.data };
}

/** One receipt a run: compiling a parser for it would take longer than reading it without. */
function parseReceipt(payload: unknown) {
  return receiptSchema.safeParse(payload, { jitless: true });
}

/** The keys of a file, or this house's own, whose private half lies in its home folder. */
async function keysOf(call: CommandCall): Promise<JWK[]> {
  const file = textOption(call, "keys");
  if (file === undefined) {
    const own = await knownSigningKeyOf(call.config);
    if (own) return [own.publicKey];
    throw new StartupError("This house has no key yet: give --keys FILE, the house's key set.");
  }
  const parsed = keySetSchema.safeParse(jsonOf(await readText(file)));
  if (parsed.success) return parsed.data.keys;
  throw new StartupError(`${file} is no JSON Web Key Set, as /.well-known/jwks.json gives it.`);
}

async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > FILE_BYTES_MAX)
      throw new StartupError(`${file} is too large for a receipt or keys.`);
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof StartupError) throw error;
    throw new StartupError(`Cannot read ${file} (${(error as { code?: string }).code}).`);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema says what is wrong
  }
}

function linesOf({ isValid, receipt, keyId, milliseconds }: ReceiptReport): string[] {
  if (!isValid || !receipt) return ["not valid"];
  const lines = receipt.events.map((event, index) => {
    const { purpose, pii_information } = receipt.pii_processing.purposes[index] ?? {
      purpose: "?",
      pii_information: [],
    };
    const categories = pii_information.map(({ pii_type }) => pii_type).join(", ");
    return `${event.event_state}: ${purpose} for ${categories}, ${event.event_time}, entry ${event.sequence}`;
  });
  return [
    `valid, signed with key ${keyId}, checked in ${milliseconds.toFixed(2)} ms`,
    `record ${receipt.record_id} of person ${receipt.pii_principal_id}`,
    ...lines,
  ];
}
