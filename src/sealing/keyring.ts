import { createHash, randomBytes } from "node:crypto";
import type { DataSource, EntityManager } from "typeorm";
import { StartupError } from "../result.ts";
import { CustomerKey } from "./customer-key.ts";
import { hmac, KEY_BYTES, type Place, seal, unseal } from "./envelope.ts";
import type { HouseKeyName, HouseKeyRow, WrappedKey } from "./key.entity.ts";
import {
  customerKeys,
  holdMasterKey,
  houseKeys,
  insertCustomerKeys,
  insertHouseKeys,
  registerMasterKey,
  type StoredCustomerKey,
} from "./key.repository.ts";
import type { MasterKey, MasterKeys } from "./master-keys.ts";

const HOUSE_KEYS = ["CALL", "INDEX"] as const satisfies readonly HouseKeyName[];

type HouseKeys = Readonly<Record<HouseKeyName, Buffer>>;

/** What was to be sealed, opened or looked up needs a key that this process cannot get. */
export class KeyMissingError extends StartupError {
  constructor() {
    super(
      "The keys of this house are missing: bring back the folder master-keys in KATHI_HOME, or set KATHI_MASTER_KEY. See doctor.",
    );
  }
}

/** A customer's key, wrapped and not: what creating a customer needs. */
export interface NewCustomerKey extends StoredCustomerKey {
  readonly key: CustomerKey;
}

/**
 * Seals and finds what identifies people. A customer's data key is wrapped by the master key and
 * comes with the rows that it opens; the house's own keys are opened once and kept in memory.
 */
export class Keyring {
  private opening: Promise<HouseKeys> | undefined;
  /** Stands in for the house's key where that is missing, see {@link callDigest}. */
  private readonly spareCallKey = randomBytes(KEY_BYTES);

  /** @param manager reads and makes the house's keys, outside of everybody's transactions */
  constructor(
    private readonly manager: EntityManager,
    readonly masterKeys: MasterKeys,
    private readonly isProvisional = false,
  ) {}

  /**
   * The same master keys for a transaction that makes the tables of keys itself. What it opens may
   * be rolled back, so nothing of it is remembered, here or in the folder.
   */
  within(manager: EntityManager): Keyring {
    return new Keyring(manager, this.masterKeys, true);
  }

  /**
   * Gets the house's keys ready and makes them in a house that has none. Always on a connection of
   * its own: a key that a rolled-back transaction has taken along would open nothing. Cost: 2
   * statements once, 4 in a new house; no key is made where the house's are merely missing here.
   *
   * @throws KeyMissingError where the house has keys that no master key at hand opens
   */
  async open(): Promise<void> {
    await this.houseKeys();
  }

  /**
   * A blind index: equal parts give equal digests, and only who has the house's key can tell of
   * what.
   *
   * @throws KeyMissingError
   */
  async blindIndex(...parts: readonly string[]): Promise<Buffer> {
    return hmac((await this.houseKeys()).INDEX, parts);
  }

  /** {@link blindIndex} of many lists of parts. */
  async blindIndexes(lists: readonly (readonly string[])[]): Promise<Buffer[]> {
    const { INDEX } = await this.houseKeys();
    return lists.map((parts) => hmac(INDEX, parts));
  }

  /**
   * The digest by which a repeated call is recognised. Contents of calls can be guessed (an e-mail
   * address), so it needs a key. Where the house's is missing a random one does: a withdrawal must
   * work without keys, and the worst is that a repetition after a restart is refused.
   */
  callDigest(content: string): Promise<string> {
    return this.keyedDigest(createHash("sha256").update(content).digest("hex"));
  }

  /** A plain SHA-256 digest made into a keyed one; the migration has nothing but those. */
  async keyedDigest(digest: string): Promise<string> {
    const key = await this.houseKeys().then(
      ({ CALL }) => CALL,
      (error: unknown) => {
        if (error instanceof KeyMissingError) return this.spareCallKey;
        throw error;
      },
    );
    return hmac(key, [digest]).toString("hex");
  }

  /**
   * Data keys for new customers, wrapped by the newest master key; nothing is stored. No rotation
   * forgets that master key before the manager's transaction has ended. Cost: 1 statement.
   *
   * @throws KeyMissingError
   */
  async newCustomerKeys(
    manager: EntityManager,
    customerIds: readonly string[],
  ): Promise<NewCustomerKey[]> {
    await this.open();
    const master = await this.holdMasterKey(manager);
    return customerIds.map((customerId) => {
      const key = CustomerKey.generate();
      const wrappedKey = seal(master.bytes, key.bytes, customerKeyPlace(customerId));
      return { customerId, key, wrappedKey, masterKeyId: master.id };
    });
  }

  /** Opens a data key that came with a customer's rows; null where there is none or no master. */
  async customerKey(customerId: string, stored: NullableKey): Promise<CustomerKey | null> {
    if (stored.wrappedKey === null || stored.masterKeyId === null) return null;
    const { wrappedKey, masterKeyId } = stored;
    const bytes = await this.unwrap({ wrappedKey, masterKeyId }, customerKeyPlace(customerId));
    return bytes && CustomerKey.from(bytes);
  }

  /**
   * {@link customerKey} of many rows, each customer's once; who has no readable one is not in it.
   */
  async customerKeys(
    stored: readonly (NullableKey & { readonly customerId: string })[],
  ): Promise<Map<string, CustomerKey>> {
    const keys = new Map<string, CustomerKey>();
    const tried = new Set<string>();
    for (const row of stored) {
      if (tried.has(row.customerId)) continue;
      tried.add(row.customerId);
      const key = await this.customerKey(row.customerId, row);
      if (key) keys.set(row.customerId, key);
    }
    return keys;
  }

  /**
   * The data keys of customers whose values are to be stored. Who has none gets one: what an
   * earlier key has sealed stays unreadable, but the customer can be served again. Cost: 1
   * statement, 4 where keys are made.
   *
   * @throws KeyMissingError where a key is there that cannot be opened
   */
  async keysForWriting(
    manager: EntityManager,
    customerIds: readonly string[],
  ): Promise<Map<string, CustomerKey>> {
    const ids = [...new Set(customerIds)];
    let stored = await customerKeys(manager, ids);
    if (stored.length < ids.length) {
      const known = new Set(stored.map(({ customerId }) => customerId));
      const missing = ids.filter((id) => !known.has(id));
      await insertCustomerKeys(manager, await this.newCustomerKeys(manager, missing));
      // Read again: a parallel call may have been faster, and then its keys count.
      stored = await customerKeys(manager, ids);
    }
    const keys = await this.customerKeys(stored);
    if (keys.size < ids.length) throw new KeyMissingError();
    return keys;
  }

  /** What a stored key wraps, or null where no master key at hand opens it. */
  async unwrap({ wrappedKey, masterKeyId }: WrappedKey, place: Place): Promise<Buffer | null> {
    const master = await this.masterKeys.find(masterKeyId);
    return master ? unseal(master.bytes, wrappedKey, place) : null;
  }

  private async holdMasterKey(manager: EntityManager): Promise<MasterKey> {
    const master = await this.masterKeys.current();
    if (master && (await holdMasterKey(manager, master.id))) return master;
    // A rotation may have ended since the folder was read; then the key that is newest now holds.
    const newer = await this.masterKeys.current();
    if (newer && (await holdMasterKey(manager, newer.id))) return newer;
    throw new KeyMissingError();
  }

  private houseKeys(): Promise<HouseKeys> {
    this.opening ??= this.readHouseKeys().catch((error: unknown) => {
      // The next call tries again: the operator may have brought the keys back.
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  private async readHouseKeys(): Promise<HouseKeys> {
    const { manager } = this;
    let stored = await houseKeys(manager);
    if (stored.length < HOUSE_KEYS.length) {
      await this.makeHouseKeys(manager);
      stored = await houseKeys(manager);
    }
    const opened = new Map<HouseKeyName, Buffer>();
    for (const row of stored) {
      const bytes = await this.unwrap(row, houseKeyPlace(row.name));
      if (!bytes) throw new KeyMissingError();
      opened.set(row.name, bytes);
    }
    const current = await this.masterKeys.current();
    if (current) await registerMasterKey(manager, current.id);
    const keys = { INDEX: opened.get("INDEX")!, CALL: opened.get("CALL")! };
    if (!this.isProvisional) {
      await this.masterKeys.markHouse(hmac(keys.INDEX, ["house"]).toString("hex").slice(0, 16));
    }
    return keys;
  }

  private async makeHouseKeys(manager: EntityManager): Promise<void> {
    const master = (await this.masterKeys.current()) ?? (await this.firstMasterKey());
    const keys = HOUSE_KEYS.map((name) => ({
      name,
      wrappedKey: seal(master.bytes, randomBytes(KEY_BYTES), houseKeyPlace(name)),
    }));
    await insertHouseKeys(manager, master.id, keys);
  }

  private async firstMasterKey(): Promise<MasterKey> {
    // Where another process was faster, its key is the one that is kept.
    await this.masterKeys.keep(this.masterKeys.generate());
    const kept = await this.masterKeys.current();
    if (!kept) throw new KeyMissingError();
    return kept;
  }
}

/** A wrapped key as an outer join brings it. */
export interface NullableKey {
  readonly wrappedKey: Buffer | null;
  readonly masterKeyId: string | null;
}

/** Where a customer's data key belongs. */
export function customerKeyPlace(customerId: string): Place {
  return ["keyring.customer_key", "wrapped_key", customerId];
}

/** Where a key of the house belongs. */
export function houseKeyPlace(name: HouseKeyRow["name"]): Place {
  return ["keyring.house_key", "wrapped_key", name];
}

const keyrings = new WeakMap<DataSource, Keyring>();

/** Gives a database its keyring: whoever opens the one has the other, however it is passed on. */
export function attachKeyring(dataSource: DataSource, keyring: Keyring): void {
  keyrings.set(dataSource, keyring);
}

/**
 * The keyring of the database that a manager speaks to.
 *
 * @throws Error where it was opened without keys, which is a bug
 */
export function keyringOf({ dataSource }: Pick<EntityManager, "dataSource">): Keyring {
  const keyring = keyrings.get(dataSource);
  if (!keyring) throw new Error("This database was opened without keys.");
  return keyring;
}
