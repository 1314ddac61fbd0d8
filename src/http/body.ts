import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { LIMITS } from "../limits.ts";

/** A body as JSON, or why there is none. */
export type JsonBody =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly status: 400 | 413 | 415; readonly message: string };

/** The client went away in the middle of its request: there is nobody to answer. */
export class RequestAbortedError extends Error {
  override readonly name = "RequestAbortedError";
}

/** Whether a request says itself that its body is larger than any that is taken. */
export function isDeclaredTooLarge(request: IncomingMessage): boolean {
  return Number(request.headers["content-length"] ?? 0) > LIMITS.bodyBytesMax;
}

/**
 * Reads a JSON body, at most `LIMITS.bodyBytesMax` bytes of it, however its length is declared.
 *
 * @throws RequestAbortedError where the connection ends before the body
 */
export async function readJsonBody(request: IncomingMessage): Promise<JsonBody> {
  if (!isJsonType(request.headers["content-type"])) {
    return refusal(415, "Expected the content type application/json, in UTF-8.");
  }
  if ((request.headers["content-encoding"] ?? "identity") !== "identity") {
    return refusal(415, "Expected a body without content encoding.");
  }
  if (isDeclaredTooLarge(request)) return tooLarge();
  const bytes = await readBytes(request);
  return bytes === null ? tooLarge() : parseJson(bytes);
}

function isJsonType(contentType: string | undefined): boolean {
  return /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(contentType ?? "");
}

/** The bytes, or null as soon as there are too many; the rest is left unread. */
function readBytes(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (bytes: Buffer | null) => {
      request.off("data", onData).off("end", onEnd).off("close", onClose).pause();
      resolve(bytes);
    };
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length > LIMITS.bodyBytesMax) settle(null);
      else chunks.push(chunk);
    };
    const onEnd = () => settle(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length));
    const onClose = () => reject(new RequestAbortedError("The client closed the connection."));
    request.on("data", onData).on("end", onEnd).on("close", onClose);
    // An error of the socket is followed by `close`, which settles.
    request.on("error", () => undefined);
  });
}

function parseJson(bytes: Buffer): JsonBody {
  if (!isUtf8(bytes)) return refusal(400, "The body is not valid UTF-8.");
  try {
    return { ok: true, value: JSON.parse(bytes.toString()) };
  } catch {
    // The parser's own message would quote the body.
    return refusal(400, "The body is not valid JSON.");
  }
}

function tooLarge(): JsonBody {
  return refusal(413, `The body has more than ${LIMITS.bodyBytesMax} bytes.`);
}

function refusal(status: 400 | 413 | 415, message: string): JsonBody {
  return { ok: false, status, message };
}
