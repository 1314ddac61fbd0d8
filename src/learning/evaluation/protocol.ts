import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Row } from "./rows.ts";

/** A protocol that cannot be run: the message says which file and what was expected. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}

const protocolNames = ["P1", "P1t", "P1 leave-last", "last-basket"] as const;

const protocolSchema = z.object({
  protocol: z.enum(protocolNames),
  dataset: z.string().min(1),
  positive: z.string().optional(),
  context: z.array(z.string()).default([]),
  mood: z.array(z.string()).default([]),
  seeds: z.array(z.int()).min(1).default([1]),
  P2: z.object({ like: z.string(), seeds: z.array(z.int()).min(1).default([1, 2, 3]) }).optional(),
});

/** How a data set is split and measured. */
export interface Protocol {
  readonly protocol: (typeof protocolNames)[number];
  readonly dataset: string;
  /** A rating counts as positive from this value on; null where every row does. */
  readonly positiveMin: number | null;
  /** Columns that describe a request; the mood's are among them. */
  readonly context: readonly string[];
  readonly mood: readonly string[];
  readonly seeds: readonly number[];
  /** Prediction of the response beside the ranking; null where it is not asked for. */
  readonly responses: ResponseProtocol | null;
}

/** Protocol P2: will this user like this item in this situation? */
export interface ResponseProtocol {
  /** A rating is a like from this value on. */
  readonly likeMin: number;
  readonly seeds: readonly number[];
}

/** True for a row that a protocol may ask for. */
export function isPositive({ value }: Pick<Row, "value">, { positiveMin }: Protocol): boolean {
  return positiveMin === null || (value !== null && value >= positiveMin);
}

/** True where what a user has had already may be asked for again. */
export function asksForRepeats({ protocol }: Protocol): boolean {
  return protocol === "last-basket";
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
  const { positive, P2, ...protocol } = parsed.data;
  return {
    ...protocol,
    // A mood is part of the situation, also where a protocol lists it among the moods alone.
    context: [...new Set([...protocol.context, ...protocol.mood])],
    positiveMin: positive === undefined ? null : thresholdOf(file, "positive", positive),
    responses:
      P2 === undefined ? null : { likeMin: thresholdOf(file, "P2.like", P2.like), seeds: P2.seeds },
  };
}

function thresholdOf(file: string, field: string, text: string): number {
  const threshold = /^rating >= (\d+(?:\.\d+)?)$/.exec(text);
  if (threshold === null) {
    throw new ProtocolError(`${file}: ${field}: expected "rating >= NUMBER"`);
  }
  return Number(threshold[1]);
}
