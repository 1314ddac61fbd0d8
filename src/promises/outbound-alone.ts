import { withHouse } from "./house.ts";
import { measureOutbound } from "./p09-outbound.ts";

// The program of the process that has a network of its own; prints what it found as JSON.
const [, , folder = "", requests = "1"] = process.argv;
const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stopping.abort());
const found = await withHouse(folder, (house) =>
  measureOutbound(house, Number(requests), stopping.signal, () => {}),
);
process.stdout.write(JSON.stringify(found));
