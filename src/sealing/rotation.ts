import type { DataSource, EntityManager } from "typeorm";
import { StartupError } from "../result.ts";
import { seal } from "./envelope.ts";
import {
  countCustomersWithoutKey,
  forgetMasterKey,
  houseKeys,
  masterKeyUses,
  outdatedCustomerKeys,
  registerMasterKey,
  rewrapCustomerKeys,
  rewrapHouseKey,
  sampleCustomerKeys,
} from "./key.repository.ts";
import { customerKeyPlace, houseKeyPlace, type Keyring, keyringOf } from "./keyring.ts";
import type { MasterKey, MasterKeys } from "./master-keys.ts";

/** Any constant but another lock's works; this one is "keys" as a number in base 36. */
const ROTATION_LOCK = Number.parseInt("keys", 36);

/** PostgreSQL's `foreign_key_violation`. */
const FOREIGN_KEY_VIOLATION = "23503";

/** Data keys that are wrapped anew in one statement. */
const BATCH = 1_000;

/** Rounds after which a master key that is still being used stays for the next rotation. */
const ROUNDS_MAX = 5;

/** Data keys of each master key that a probe opens. */
const PROBED_KEYS = 100;

/** What a rotation has done. */
export interface RotationReport {
  /** The master key that wraps everything now. */
  readonly masterKeyId: string;
  /** Whether it is new; false where an interrupted rotation was brought to its end. */
  readonly isNew: boolean;
  /** Data keys that were wrapped anew. */
  readonly rewrapped: number;
  /** Master keys that this house needs no more: forgotten, and their files removed. */
  readonly removed: readonly string[];
  /** Master keys that it needs no more, but perhaps another database with the same folder. */
  readonly leftForOthers: readonly string[];
  /** Data keys that no master key at hand opens; they are as they were. */
  readonly unreadable: number;
}

/**
 * Wraps every data key with a new master key and removes the old one when nothing needs it. Values
 * are not touched. May be killed at any moment: the next call goes on with the same new key.
 * Servers go on working: they find the new key in the folder.
 *
 * Cost: 2 statements for each 1,000 customers.
 *
 * @param onProgress called after each batch; what it throws ends the rotation between two
 * @throws StartupError where keys are missing, or configured and there is no new one
 */
export async function rotateMasterKey(
  dataSource: DataSource,
  onProgress: (rewrapped: number) => void = () => {},
): Promise<RotationReport> {
  const { manager } = dataSource;
  const keyring = keyringOf(manager);
  await keyring.open();
  const lock = dataSource.createQueryRunner();
  try {
    // The wait for another rotation may take longer than a request.
    await lock.query("set statement_timeout = 0");
    await lock.query("select pg_advisory_lock($1)", [ROTATION_LOCK]);
    try {
      const { current, isNew } = await keyToRotateTo(manager, keyring.masterKeys);
      return { ...(await rotateTo(manager, keyring, current, onProgress)), isNew };
    } finally {
      await lock.query("select pg_advisory_unlock($1)", [ROTATION_LOCK]);
      await lock.query("reset statement_timeout");
    }
  } finally {
    await lock.release();
  }
}

/** The newest key where something still needs an older one; otherwise a new one. */
async function keyToRotateTo(manager: EntityManager, masterKeys: MasterKeys) {
  const [current, ...older] = await masterKeys.all();
  const needed = (await masterKeyUses(manager)).filter(
    (use) => use.customerKeys + use.houseKeys > 0,
  );
  const isInterrupted = older.some(({ id }) =>
    needed.some(({ masterKeyId }) => masterKeyId === id),
  );
  if (current && isInterrupted) return { current, isNew: false };
  if (masterKeys.areConfigured) {
    throw new StartupError(
      "KATHI_MASTER_KEY has no new key: put one before the present key, on every server, and rotate again.",
    );
  }
  const made = masterKeys.generate();
  // Registered first: a server may find the file and use it in the very next moment.
  await registerMasterKey(manager, made.id);
  await masterKeys.keep(made);
  const kept = await masterKeys.current();
  if (kept?.id !== made.id) throw new StartupError("Another rotation is running.");
  return { current: kept, isNew: true };
}

async function rotateTo(
  manager: EntityManager,
  keyring: Keyring,
  current: MasterKey,
  onProgress: (rewrapped: number) => void,
): Promise<Omit<RotationReport, "isNew">> {
  for (const row of await houseKeys(manager)) {
    if (row.masterKeyId === current.id) continue;
    const place = houseKeyPlace(row.name);
    const bytes = await keyring.unwrap(row, place);
    if (bytes)
      await rewrapHouseKey(manager, row.name, current.id, seal(current.bytes, bytes, place));
  }
  const isShared = (await keyring.masterKeys.houses()).length > 1;
  const unneeded: string[] = [];
  let rewrapped = 0;
  for (let round = 1; ; round += 1) {
    const done = await rewrapAll(manager, keyring, current, (count) =>
      onProgress(rewrapped + count),
    );
    rewrapped += done.rewrapped;
    unneeded.push(...(await removeUnused(manager, keyring.masterKeys, current, isShared)));
    // Somebody may have stored a key under the old one while we were wrapping.
    const left = (await masterKeyUses(manager)).filter(
      ({ masterKeyId }) => masterKeyId !== current.id,
    );
    const isOver = left.every(({ customerKeys }) => customerKeys === 0);
    if (isOver || done.rewrapped === 0 || round === ROUNDS_MAX) {
      return {
        masterKeyId: current.id,
        rewrapped,
        removed: isShared ? [] : unneeded,
        leftForOthers: isShared ? unneeded : [],
        unreadable: done.unreadable,
      };
    }
  }
}

async function rewrapAll(
  manager: EntityManager,
  keyring: Keyring,
  current: MasterKey,
  onBatch: (rewrapped: number) => void,
): Promise<{ rewrapped: number; unreadable: number }> {
  let rewrapped = 0;
  let unreadable = 0;
  let afterId: string | null = null;
  for (;;) {
    const batch = await outdatedCustomerKeys(manager, current.id, afterId, BATCH);
    if (batch.length === 0) return { rewrapped, unreadable };
    const keys = [];
    for (const before of batch) {
      const place = customerKeyPlace(before.customerId);
      const bytes = await keyring.unwrap(before, place);
      if (bytes) keys.push({ before, wrappedKey: seal(current.bytes, bytes, place) });
      else unreadable += 1;
    }
    rewrapped += await rewrapCustomerKeys(manager, current.id, keys);
    afterId = batch.at(-1)!.customerId;
    onBatch(rewrapped);
  }
}

/**
 * Forgets the master keys that wrap nothing, and removes their files unless others may need them.
 *
 * @returns those that were at hand
 */
async function removeUnused(
  manager: EntityManager,
  masterKeys: MasterKeys,
  current: MasterKey,
  isShared: boolean,
): Promise<string[]> {
  const held = new Set((await masterKeys.all()).map(({ id }) => id));
  const registered = (await masterKeyUses(manager)).map(({ masterKeyId }) => masterKeyId);
  const unneeded: string[] = [];
  for (const id of new Set([...registered, ...held])) {
    if (id === current.id) continue;
    if (registered.includes(id) && !(await forgetUnlessUsed(manager, id))) continue;
    if (!masterKeys.areConfigured && !isShared) await masterKeys.remove(id);
    if (held.has(id)) unneeded.push(id);
  }
  return unneeded;
}

/** A key that was stored under the master key at this very moment makes the database refuse. */
async function forgetUnlessUsed(manager: EntityManager, id: string): Promise<boolean> {
  try {
    return await forgetMasterKey(manager, id);
  } catch (error) {
    const { driverError } = error as { driverError?: { code?: string } };
    if (driverError?.code === FOREIGN_KEY_VIOLATION) return false;
    throw error;
  }
}

/** One master key: what it wraps, and whether this process has it. */
export interface MasterKeyStatus {
  readonly masterKeyId: string;
  readonly isCurrent: boolean;
  readonly isAtHand: boolean;
  readonly customerKeys: number;
  readonly houseKeys: number;
}

/** How the keys of a house are. */
export interface KeyStatus {
  readonly masterKeys: readonly MasterKeyStatus[];
  readonly customersWithoutKey: number;
  /** Of some data keys of each master key, and of the house's: those that do not open. */
  readonly probed: number;
  readonly probesFailed: number;
  /** Files that others than their owner may read. */
  readonly openlyReadable: readonly string[];
}

/** Looks at keys without making or changing any. Cost: 4 statements, which count every customer. */
export async function keyStatus({ manager }: Pick<DataSource, "manager">): Promise<KeyStatus> {
  const keyring = keyringOf(manager);
  const held = await keyring.masterKeys.all();
  const uses = await masterKeyUses(manager);
  const unused = held.filter(({ id }) => uses.every(({ masterKeyId }) => masterKeyId !== id));
  const masterKeys = [
    ...uses,
    ...unused.map(({ id }) => ({ masterKeyId: id, customerKeys: 0, houseKeys: 0 })),
  ].map((use) => ({
    ...use,
    isCurrent: use.masterKeyId === held[0]?.id,
    isAtHand: held.some(({ id }) => id === use.masterKeyId),
  }));
  const probes = [
    ...(await houseKeys(manager)).map((row) => keyring.unwrap(row, houseKeyPlace(row.name))),
    ...(await sampleCustomerKeys(manager, PROBED_KEYS)).map((row) =>
      keyring.unwrap(row, customerKeyPlace(row.customerId)),
    ),
  ];
  const opened = await Promise.all(probes);
  return {
    masterKeys,
    customersWithoutKey: await countCustomersWithoutKey(manager),
    probed: opened.length,
    probesFailed: opened.filter((bytes) => bytes === null).length,
    openlyReadable: await keyring.masterKeys.openlyReadable(),
  };
}
