import { appendFileSync } from "node:fs";
import { createRequire, syncBuiltinESMExports } from "node:module";

// Loaded before a program (`node --import`), in each of its threads: notes every attempt to reach
// another machine, before it is made, in the file that the address of this module names.
const report = new URL(import.meta.url).searchParams.get("report") ?? "";
const require = createRequire(import.meta.url);
// The classes and functions that every other module of the process uses, ours and foreign ones.
const { Socket } = require("node:net") as typeof import("node:net");
const dgram = require("node:dgram") as typeof import("node:dgram");
const dns = require("node:dns") as typeof import("node:dns");

function note(kind: string, target: unknown): void {
  appendFileSync(report, `${JSON.stringify({ kind, target: String(target) })}\n`);
}

/** Calls `before` with the arguments of each call. */
function watch<Name extends string>(
  owner: { [key in Name]: unknown },
  name: Name,
  before: (args: unknown[]) => void,
): void {
  const original = owner[name] as (...args: unknown[]) => unknown;
  owner[name] = function watched(this: unknown, ...args: unknown[]) {
    before(args);
    return original.apply(this, args);
  };
}

/** `connect(options)`, `connect(port, host)` and what `net.connect` makes of them: `[options]`. */
function targetOf([first, second]: unknown[]): string {
  const options = Array.isArray(first) ? first[0] : first;
  if (typeof options !== "object" || options === null) return `${second ?? "localhost"}:${options}`;
  const { path, host, port } = options as { path?: string; host?: string; port?: number };
  return path ?? `${host ?? "localhost"}:${port}`;
}

note("loaded", process.pid);
watch(Socket.prototype, "connect", (args) => note("connect", targetOf(args)));
watch(dgram.Socket.prototype, "send", (args) => note("datagram", args.slice(1).join(" ")));
watch(dgram.Socket.prototype, "connect", (args) => note("datagram", args.join(" ")));
for (const name of Object.keys(dns).filter((key) => /^(lookup|resolve)/.test(key))) {
  watch(dns as unknown as Record<string, unknown>, name, ([host]) => note("name", host));
  if (name in dns.promises) {
    watch(dns.promises as unknown as Record<string, unknown>, name, ([host]) => note("name", host));
  }
}
syncBuiltinESMExports();
