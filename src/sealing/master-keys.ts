import { randomBytes } from "node:crypto";
import { link, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ensureHome, unusableHome } from "../home.ts";
import { StartupError } from "../result.ts";
import { hmac, KEY_BYTES } from "./envelope.ts";

/** A key that wraps data keys. Its id is made from it, so a key cannot be taken for another. */
export interface MasterKey {
  readonly id: string;
  readonly bytes: Buffer;
}

/** Where the master keys are. */
export interface MasterKeyOptions {
  readonly home: string;
  /** Hexadecimal keys, the present one first, older ones after commas; instead of the folder. */
  readonly masterKey?: string | undefined;
}

const KEY_FILE = /^(\d+)\.key$/;
const KEY_TEXT = /^[0-9a-f]{64}$/i;

/** A key that was not there is looked for again, but not for each of a thousand rows. */
const LOOK_AGAIN_AFTER_MS = 1_000;

/**
 * The master keys: those of the configuration, or the files `1.key`, `2.key`, … of the folder
 * `master-keys` in the home folder, of which the highest number is in use. They never come near the
 * database. The folder is read again whenever a key is needed that is not known, so servers find a
 * new key without a restart.
 */
export class MasterKeys {
  private readonly folder: string;
  private readonly isConfigured: boolean;
  /** By file number, or by place in the configuration counted from the end: highest in use. */
  private keys = new Map<number, MasterKey>();
  /** Ids that the folder did not have, and when. */
  private readonly missedAtMs = new Map<string, number>();

  constructor(private readonly options: MasterKeyOptions) {
    this.folder = join(options.home, "master-keys");
    this.isConfigured = options.masterKey !== undefined;
    const texts = options.masterKey?.split(",") ?? [];
    texts.toReversed().forEach((text, index) => {
      this.keys.set(index, masterKeyOf(text.trim(), "KATHI_MASTER_KEY"));
    });
  }

  /** Whether the keys come from the configuration, which only the operator can change. */
  get areConfigured(): boolean {
    return this.isConfigured;
  }

  /** All keys, the one in use first. Reads the folder. */
  async all(): Promise<MasterKey[]> {
    await this.read();
    return this.known();
  }

  /** The key that new data keys are wrapped with, or undefined where there is none. */
  async current(): Promise<MasterKey | undefined> {
    return (await this.all())[0];
  }

  /** The key of this id, or undefined. */
  async find(id: string): Promise<MasterKey | undefined> {
    const known = this.known().find((key) => key.id === id);
    const missedAtMs = this.missedAtMs.get(id) ?? Number.NEGATIVE_INFINITY;
    if (known || performance.now() - missedAtMs < LOOK_AGAIN_AFTER_MS) return known;
    const found = (await this.all()).find((key) => key.id === id);
    if (found) this.missedAtMs.delete(id);
    else this.missedAtMs.set(id, performance.now());
    return found;
  }

  /** A key that is not kept anywhere yet, see {@link keep}. */
  generate(): MasterKey {
    return masterKeyOf(randomBytes(KEY_BYTES).toString("hex"), "a new key");
  }

  /**
   * Writes a key file with the number after the highest. Several processes may do so at once: a
   * file appears whole, and the one whose number is taken keeps nothing.
   *
   * @returns whether this key is the one that was kept
   * @throws StartupError where the folder cannot be written
   */
  async keep(key: MasterKey): Promise<boolean> {
    await this.read();
    const file = this.fileOf(Math.max(0, ...this.keys.keys()) + 1);
    const draft = join(this.folder, `.${randomBytes(6).toString("hex")}.draft`);
    try {
      await ensureHome(this.options.home);
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await writeFile(draft, key.bytes.toString("hex"), { flag: "wx", mode: 0o600 });
      // A link is made at once or not at all; a file that is being written can be read half.
      await link(draft, file);
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === "EEXIST") return false;
      throw error instanceof StartupError ? error : unusableHome(this.folder, error);
    } finally {
      await rm(draft, { force: true });
      await this.read();
    }
  }

  /** Removes a key's file; nothing can be opened any more that only this key opens. */
  async remove(id: string): Promise<void> {
    await this.read();
    for (const [number, key] of this.keys) {
      if (key.id === id) await rm(this.fileOf(number), { force: true });
    }
    await this.read();
  }

  /**
   * Leaves a mark that a house uses this folder, so that a rotation of one house does not remove a
   * key of another: an operator may point two databases at one home folder.
   *
   * @param house the same for a house whatever its keys are wrapped with; hexadecimal
   */
  async markHouse(house: string): Promise<void> {
    if (this.isConfigured || (await this.houses()).includes(house)) return;
    try {
      await writeFile(join(this.folder, `${house}.house`), "", { mode: 0o600 });
    } catch (error) {
      // Where nobody can write, no rotation can remove a key either: a mounted secret.
      const isReadOnly = ["EROFS", "EACCES", "EPERM"].includes((error as { code: string }).code);
      if (!isReadOnly) throw unusableHome(this.folder, error);
    }
  }

  /** The houses that have used this folder; none where the keys are configured. */
  async houses(): Promise<string[]> {
    if (this.isConfigured) return [];
    const names = await readNames(this.folder);
    return names.flatMap((name) => /^([0-9a-f]+)\.house$/.exec(name)?.[1] ?? []);
  }

  /** Files and folders that others than their owner can enter, by name; none where configured. */
  async openlyReadable(): Promise<string[]> {
    if (this.isConfigured) return [];
    await this.read();
    const names = [...this.keys.keys()].map((number) => `${number}.key`);
    const modes = await Promise.all(
      [".", ...names].map(async (name) => ({
        name,
        mode: await stat(join(this.folder, name)).then(
          (found) => found.mode,
          () => 0,
        ),
      })),
    );
    return modes.filter(({ mode }) => (mode & 0o077) !== 0).map(({ name }) => name);
  }

  private known(): MasterKey[] {
    return [...this.keys].sort(([a], [b]) => b - a).map(([, key]) => key);
  }

  private fileOf(number: number): string {
    return join(this.folder, `${number}.key`);
  }

  private async read(): Promise<void> {
    if (this.isConfigured) return;
    const numbers = (await readNames(this.folder)).flatMap((name) => {
      const number = KEY_FILE.exec(name)?.[1];
      return number === undefined ? [] : [Number(number)];
    });
    const keys = new Map<number, MasterKey>();
    for (const number of numbers) {
      // A number is never used for another key while its file is there.
      const key = this.keys.get(number) ?? (await this.readKey(number));
      if (key) keys.set(number, key);
    }
    this.keys = keys;
  }

  private async readKey(number: number): Promise<MasterKey | undefined> {
    const file = this.fileOf(number);
    try {
      return masterKeyOf((await readFile(file, "utf8")).trim(), file);
    } catch (error) {
      // Removed between the listing and the reading: a rotation has ended.
      if ((error as { code?: string }).code === "ENOENT") return undefined;
      if (error instanceof StartupError) throw error;
      throw unusableHome(this.folder, error);
    }
  }
}

async function readNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return [];
    throw unusableHome(folder, error);
  }
}

function masterKeyOf(text: string, where: string): MasterKey {
  if (!KEY_TEXT.test(text)) {
    throw new StartupError(`${where}: expected a key of 64 hexadecimal digits.`);
  }
  const bytes = Buffer.from(text, "hex");
  return { id: hmac(bytes, ["kathi master key id"]).toString("hex").slice(0, 16), bytes };
}
