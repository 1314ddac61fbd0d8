import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { MasterKeys } from "../../src/sealing/master-keys.ts";

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "kathi-keys-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const text = (digit: string) => digit.repeat(64);

test("a key is kept in a file that only its owner can read", async () => {
  const keys = new MasterKeys({ home });
  expect(await keys.current()).toBeUndefined();
  const made = keys.generate();
  expect(await keys.keep(made)).toBe(true);
  expect(await keys.current()).toEqual(made);
  expect((await stat(join(home, "master-keys", "1.key"))).mode & 0o777).toBe(0o600);
  expect((await stat(join(home, "master-keys"))).mode & 0o777).toBe(0o700);
  expect(await readdir(join(home, "master-keys"))).toEqual(["1.key"]);
  expect(await keys.openlyReadable()).toEqual([]);
  await chmod(join(home, "master-keys", "1.key"), 0o640);
  expect(await keys.openlyReadable()).toEqual(["1.key"]);
});

test("of many processes that start at once, one key is kept", async () => {
  const processes = Array.from({ length: 20 }, () => new MasterKeys({ home }));
  const kept = await Promise.all(processes.map((keys) => keys.keep(keys.generate())));
  expect(kept.filter((isKept) => isKept)).toHaveLength(1);
  const ids = await Promise.all(processes.map(async (keys) => (await keys.current())?.id));
  expect(new Set(ids).size).toBe(1);
  expect(await readdir(join(home, "master-keys"))).toEqual(["1.key"]);
});

test("a key that another process has made is found without a restart", async () => {
  const [server, command] = [new MasterKeys({ home }), new MasterKeys({ home })];
  const first = command.generate();
  await command.keep(first);
  expect(await server.find(first.id)).toEqual(first);
  const second = command.generate();
  await command.keep(second);
  expect(await server.current()).toEqual(second);
  expect(await server.find(first.id)).toEqual(first);
  await command.remove(first.id);
  expect((await server.all()).map(({ id }) => id)).toEqual([second.id]);
});

test("configured keys: the first is in use, the others open what is older", async () => {
  const keys = new MasterKeys({ home, masterKey: `${text("b")},${text("a")}` });
  const [current, older] = await keys.all();
  expect(current?.bytes.toString("hex")).toBe(text("b"));
  expect(await keys.find(older!.id)).toEqual(older);
  expect(older?.bytes.toString("hex")).toBe(text("a"));
  expect(await readdir(home)).toEqual([]);
});

test("a key's id is made from the key and does not contain it", async () => {
  const [one, same, other] = await Promise.all(
    ["a", "a", "b"].map((digit) => new MasterKeys({ home, masterKey: text(digit) }).current()),
  );
  expect(one?.id).toMatch(/^[0-9a-f]{16}$/);
  expect(same?.id).toBe(one?.id);
  expect(other?.id).not.toBe(one?.id);
});

test("a damaged file is named, its content is not", async () => {
  const keys = new MasterKeys({ home });
  await keys.keep(keys.generate());
  await writeFile(join(home, "master-keys", "2.key"), "half a secret");
  await expect(new MasterKeys({ home }).current()).rejects.toThrow(
    /2\.key: expected a key of 64 hexadecimal digits\.$/,
  );
  expect(() => new MasterKeys({ home, masterKey: "secret" })).toThrow(
    /^KATHI_MASTER_KEY: expected a key of 64 hexadecimal digits\.$/,
  );
});

test("a folder that cannot be written is said to be so", async () => {
  await writeFile(join(home, "master-keys"), "not a folder");
  const keys = new MasterKeys({ home });
  await expect(keys.current()).rejects.toThrow(/^Cannot write to the folder .*master-keys/);
});
