import { expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  decodeModel,
  emptyModel,
  encodeModel,
  type Model,
  ModelFormatError,
  type ModelPart,
  versionOf,
} from "../../src/scoring/index.ts";
import { emptyNeighbours } from "../../src/scoring/model.ts";
import { model } from "./house.ts";
import { anyHouse } from "./random-house.ts";

function changed(name: string, change: (bytes: Uint8Array) => Uint8Array): ModelPart[] {
  return encodeModel(model).map((part) =>
    part.name === name ? { name, bytes: change(new Uint8Array(part.bytes)) } : part,
  );
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytesOf = (value: string) => new TextEncoder().encode(value);

test("a model survives its bytes, in any order of parts", () => {
  const parts = encodeModel(model);
  const { version, ...content } = decodeModel(parts.toReversed());
  const { version: _version, ...expected } = model;
  expect(content).toEqual(expected);
  expect(version).toBe(versionOf(model));
  expect(version).toMatch(/^[0-9a-f]{16}$/);
});

test("unaligned buffers, as database drivers give them, are read", () => {
  const parts = encodeModel(model).map(({ name, bytes }) => {
    const shifted = Buffer.alloc(bytes.byteLength + 1);
    shifted.set(bytes, 1);
    return { name, bytes: shifted.subarray(1) };
  });
  expect(decodeModel(parts).neighbours).toEqual(model.neighbours);
});

test("the empty model survives too, and has another version", () => {
  expect(decodeModel(encodeModel(emptyModel())).items).toEqual([]);
  expect(versionOf(emptyModel())).not.toBe(versionOf(model));
});

test("every part is guarded: one changed bit, one missing part, one cut part", () => {
  for (const { name, bytes } of encodeModel(model)) {
    const isHeader = name === "header";
    if (bytes.byteLength > 0) {
      const flipped = changed(name, (part) => part.map((byte, at) => (at === 1 ? byte ^ 1 : byte)));
      expect(() => decodeModel(flipped)).toThrow(ModelFormatError);
      expect(() => decodeModel(changed(name, (part) => part.slice(0, -1)))).toThrow(
        ModelFormatError,
      );
    }
    const missing = encodeModel(model).filter((part) => part.name !== name);
    expect(() => decodeModel(missing)).toThrow(
      isHeader ? "model header is missing" : `model part ${name} is missing`,
    );
  }
});

test("a changed number in the header is found", () => {
  const parts = changed("header", (bytes) => bytesOf(text(bytes).replace('"asOf":', '"asOf":1')));
  expect(() => decodeModel(parts)).toThrow("model is damaged: its checksum does not match");
});

test.each([1, 2, 4])("format %d is refused by name", (format) => {
  const parts = changed("header", (bytes) =>
    bytesOf(text(bytes).replace('"format":3', `"format":${format}`)),
  );
  expect(() => decodeModel(parts)).toThrow(`model format ${format} is not 3`);
});

test.each([
  ["null", "model format undefined is not 3"],
  ["{}", "model format undefined is not 3"],
  ["[3]", "model format undefined is not 3"],
  ["not JSON", "model header is damaged"],
  ["", "model header is damaged"],
])("a foreign header %p is refused", (header, message) => {
  expect(() => decodeModel(changed("header", () => bytesOf(header)))).toThrow(ModelFormatError);
  expect(() => decodeModel(changed("header", () => bytesOf(header)))).toThrow(message);
});

test("any cut and any changed bit of any part is found", () => {
  const parts = encodeModel(model);
  const place = fc.nat({ max: parts.length - 1 });
  fc.assert(
    fc.property(place, fc.nat(), fc.nat({ max: 7 }), (index, byte, bit) => {
      const { name, bytes } = parts[index]!;
      if (bytes.byteLength === 0) return;
      const at = byte % bytes.byteLength;
      const flipped = changed(name, (part) => {
        part[at]! ^= 1 << bit;
        return part;
      });
      expect(() => decodeModel(flipped)).toThrow(ModelFormatError);
      expect(() => decodeModel(changed(name, (part) => part.slice(0, at)))).toThrow(
        ModelFormatError,
      );
      const longer = changed(name, (part) => Uint8Array.from([...part, 0]));
      expect(() => decodeModel(longer)).toThrow(ModelFormatError);
    }),
    { numRuns: 500 },
  );
});

test("every table survives on its own, and whatever else a house has", () => {
  fc.assert(
    fc.property(anyHouse, ({ model: drawn }) => {
      const { version, ...content } = decodeModel(encodeModel(drawn));
      const { version: _version, ...expected } = drawn;
      expect(content).toEqual(expected);
      expect(version).toBe(versionOf(drawn));
    }),
    { numRuns: 30 },
  );
});

test.each([
  ["sessions.starts", { sessions: emptyNeighbours(3) }],
  ["complements.starts", { complements: emptyNeighbours(3) }],
  ["groupLifts.starts", { groupLifts: emptyNeighbours(3) }],
  ["ease.weights", { ease: { ...model.ease, weights: new Float32Array(0) } }],
  ["trends.slow", { trends: { ...model.trends, slowThousandths: new Float64Array(0) } }],
  ["experts.groups", { experts: { ...model.experts, groups: new Int32Array(0) } }],
  ["repeats.weights", { repeats: { ...model.repeats, weights: new Float64Array(3) } }],
  ["repeats.edges", { repeats: { ...model.repeats, edges: new Float64Array(0) } }],
])("a %s that does not fit is refused by name", (name, part) => {
  const parts = encodeModel({ ...model, ...part });
  expect(() => decodeModel(parts)).toThrow(
    new RegExp(`^model part ${name} has not \\d+ elements$`),
  );
});

test("numbers that are none are refused by name", () => {
  const { NaN: notANumber, POSITIVE_INFINITY } = Number;
  const decoded = (change: Partial<Model>) => () =>
    decodeModel(encodeModel({ ...model, ...change }));
  expect(decoded({ easeScale: notANumber })).toThrow("model value easeScale is null, not a number");
  expect(decoded({ weights: { ...model.weights, ease: POSITIVE_INFINITY } })).toThrow(
    "model weight ease is null, not a number",
  );
  const weights = model.repeats.weights.map(() => notANumber);
  expect(decoded({ repeats: { ...model.repeats, weights } })).toThrow(
    "model part repeats.weights has something that is not a number",
  );
});

test("a model whose lengths disagree is refused even with a right checksum", () => {
  const parts = encodeModel({ ...model, liked: new Int32Array(3) });
  expect(() => decodeModel(parts)).toThrow(
    `model part liked has not ${model.items.length} elements`,
  );
});

test("large parts are cut into pieces of 8 MiB, which are guarded one by one", () => {
  const count = 2_200_000;
  const starts = new Int32Array(model.items.length + 1).fill(count, 1);
  const items = Int32Array.from({ length: count }, (_, at) => at % model.items.length);
  const neighbours = { starts, items, weights: new Float32Array(count).fill(0.5) };
  const parts = encodeModel({ ...model, neighbours });
  const names = parts.map(({ name }) => name).filter((name) => name.startsWith("neighbours.items"));
  expect(names).toEqual(["neighbours.items", "neighbours.items/1"]);
  const largest = Math.max(...parts.map(({ bytes }) => bytes.byteLength));
  expect(largest).toBe(8 * 1024 * 1024);
  const decoded = decodeModel(parts.toReversed()).neighbours;
  expect(Buffer.from(decoded.items.buffer).equals(Buffer.from(items.buffer))).toBe(true);
  const missing = parts.filter(({ name }) => name !== "neighbours.items/1");
  expect(() => decodeModel(missing)).toThrow("model part neighbours.items/1 is missing");
});
