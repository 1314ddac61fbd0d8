import type { WriteStream } from "node:tty";

/** Where a command writes: its result on one stream, everything else on the other. */
export interface Output {
  /** A plain line for people, beside the result. */
  line(text: string): void;
  /** How far long work has come; redrawn in place on a terminal, now and then a line elsewhere. */
  progress(label: string, done: number, total?: number): void;
  /** The result: one JSON document with `--json`, otherwise lines for people. */
  result(value: unknown, lines: readonly string[]): void;
}

const REDRAW_INTERVAL_MS = 100;
const LINE_INTERVAL_MS = 5_000;

/** With `--json`, standard output carries one JSON document and nothing else. */
export function createOutput(
  isJson: boolean,
  stdout: NodeJS.WritableStream,
  stderr: NodeJS.WritableStream & Partial<Pick<WriteStream, "isTTY">>,
): Output {
  let lastAt = 0;
  let isLineOpen = false;
  const closeLine = () => {
    if (isLineOpen) stderr.write("\n");
    isLineOpen = false;
  };
  return {
    line(text) {
      closeLine();
      stderr.write(`${text}\n`);
    },
    progress(label, done, total) {
      const now = performance.now();
      const interval = stderr.isTTY ? REDRAW_INTERVAL_MS : LINE_INTERVAL_MS;
      if (now - lastAt < interval && done !== total) return;
      lastAt = now;
      const share = total ? ` of ${format(total)} (${Math.floor((100 * done) / total)} %)` : "";
      const text = `${label}: ${format(done)}${share}`;
      if (!stderr.isTTY) {
        stderr.write(`${text}\n`);
        return;
      }
      stderr.write(`\r\u001b[K${text}`);
      isLineOpen = true;
    },
    result(value, lines) {
      closeLine();
      stdout.write(isJson ? `${JSON.stringify(value, null, 2)}\n` : `${lines.join("\n")}\n`);
    },
  };
}

function format(count: number): string {
  return count.toLocaleString("en-US");
}

/** Rows as aligned columns; the first row is the header. */
export function table(rows: readonly (readonly (string | number)[])[]): string[] {
  const texts = rows.map((row) => row.map(String));
  const widths = (texts[0] ?? []).map((_, column) =>
    Math.max(...texts.map((row) => row[column]?.length ?? 0)),
  );
  return texts.map((row) =>
    row
      .map((text, column) =>
        column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}
