import { readFile } from "node:fs/promises";
import { z } from "zod";

/** A protocol that cannot be run: the message says which file and what was expected. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}

const protocolNames = ["P1", "P1t", "P1 leave-last"] as const;

const protocolSchema = z.object({
  protocol: z.enum(protocolNames),
  dataset: z.string().min(1),
  positive: z.string().optional(),
  context: z.array(z.string()).default([]),
  mood: z.array(z.string()).default([]),
  seeds: z.array(z.int()).min(1).default([1]),
});

/** How a data set is split and measured. */
export interface Protocol {
  readonly protocol: (typeof protocolNames)[number];
  readonly dataset: string;
  /** A row counts as positive from this value on; null where every row does. */
  readonly positiveMin: number | null;
  /** Columns that describe a request; the mood's are among them. */
  readonly context: readonly string[];
  readonly mood: readonly string[];
  readonly seeds: readonly number[];
}

/**
 * Reads a protocol file.
 *
 * @throws {ProtocolError} not readable, not JSON, a field missing, a protocol that is not known
 */
export async function readProtocol(file: string): Promise<Protocol> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new ProtocolError(`${file}: expected readable JSON`, { cause: error });
  }
  const parsed = protocolSchema.safeParse(content);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new ProtocolError(`${file}: ${issue.path.join(".")}: ${issue.message}`);
  }
  const { positive, ...protocol } = parsed.data;
  const threshold = /^rating >= (\d+(?:\.\d+)?)$/.exec(positive ?? "");
  if (positive !== undefined && threshold === null) {
    throw new ProtocolError(`${file}: positive: expected "rating >= NUMBER"`);
  }
  return { ...protocol, positiveMin: threshold === null ? null : Number(threshold[1]) };
}
