import { expect, test } from "@jest/globals";
import {
  decodeModel,
  emptyModel,
  encodeModel,
  ModelFormatError,
  type ModelPart,
  versionOf,
} from "../../src/scoring/index.ts";
import { model } from "./house.ts";

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

test("another format is refused by name", () => {
  const parts = changed("header", (bytes) =>
    bytesOf(text(bytes).replace('"format":2', '"format":1')),
  );
  expect(() => decodeModel(parts)).toThrow("model format 1 is not 2");
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
  const names = parts.map(({ name }) => name).filter((name) => name.startsWith("neighbourItems"));
  expect(names).toEqual(["neighbourItems", "neighbourItems/1"]);
  const largest = Math.max(...parts.map(({ bytes }) => bytes.byteLength));
  expect(largest).toBe(8 * 1024 * 1024);
  const decoded = decodeModel(parts.toReversed()).neighbours;
  expect(Buffer.from(decoded.items.buffer).equals(Buffer.from(items.buffer))).toBe(true);
  const missing = parts.filter(({ name }) => name !== "neighbourItems/1");
  expect(() => decodeModel(missing)).toThrow("model part neighbourItems/1 is missing");
});
