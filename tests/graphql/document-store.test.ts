import { expect, test } from "@jest/globals";
import { parse } from "graphql";
import { DocumentStore } from "../../src/graphql/document-store.ts";

const document = parse("{ a }");

test("the least recently used document goes first", async () => {
  const store = new DocumentStore(2, 100);
  await store.set("a", document);
  await store.set("b", document);
  await store.get("a");
  await store.set("c", document);
  expect(await Promise.all(["a", "b", "c"].map((hash) => store.get(hash)))).toEqual([
    document,
    undefined,
    document,
  ]);
});

test("a document with a long text is not kept, however small its tree is", async () => {
  const store = new DocumentStore(2, 100);
  await store.set("long", parse(`{ a } #${"x".repeat(100)}`));
  expect(await store.get("long")).toBeUndefined();
});

test("what is deleted is gone", async () => {
  const store = new DocumentStore(2, 100);
  await store.set("a", document);
  expect([await store.delete("a"), await store.delete("a")]).toEqual([true, false]);
  expect(await store.get("a")).toBeUndefined();
});
