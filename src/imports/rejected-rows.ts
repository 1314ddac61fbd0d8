import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { finished } from "node:stream/promises";
import { StartupError } from "../result.ts";

/** Why one line of a dataset was not used; holds nothing of what stood there. */
export interface RejectedLine {
  /** File of the dataset folder. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly reason: string;
}

/** Writes rejected lines to a file, one JSON document a line. Without any, there is no file. */
export class RejectedRows {
  private stream: WriteStream | null = null;
  private failure: Error | null = null;
  count = 0;

  private constructor(private readonly path: string) {}

  /** Starts anew: what an earlier import left at this path is removed. */
  static async open(path: string): Promise<RejectedRows> {
    await rm(path, { force: true }).catch((error) => {
      throw unwritable(path, error);
    });
    return new RejectedRows(path);
  }

  /** Resolves when the stream has room again, so a file full of errors stays out of memory. */
  async add(line: RejectedLine): Promise<void> {
    this.count += 1;
    const stream = this.stream ?? this.create();
    const hasRoom = stream.write(`${JSON.stringify(line)}\n`);
    if (!hasRoom && this.failure === null) await once(stream, "drain").catch(() => this.check());
    this.check();
  }

  /** Flushes; returns the path, or null where no line was rejected. */
  async close(): Promise<string | null> {
    if (this.stream === null) return null;
    this.stream.end();
    await finished(this.stream).catch((error) => {
      throw unwritable(this.path, error);
    });
    return this.path;
  }

  private create(): WriteStream {
    const stream = createWriteStream(this.path, { mode: 0o600 });
    stream.on("error", (error) => {
      this.failure = error;
    });
    this.stream = stream;
    return stream;
  }

  private check(): void {
    if (this.failure !== null) throw unwritable(this.path, this.failure);
  }
}

function unwritable(path: string, error: unknown): StartupError {
  const { code } = error as NodeJS.ErrnoException;
  return new StartupError(
    `The list of rejected rows cannot be written to ${path} (${code ?? String(error)}). Name another file.`,
  );
}
