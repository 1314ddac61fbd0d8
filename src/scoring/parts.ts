/** One stored piece of a snapshot. */
export interface ModelPart {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A snapshot that cannot be used: another format, a part missing, or bytes that were changed. */
export class ModelFormatError extends Error {
  override readonly name = "ModelFormatError";
}

/** Database drivers hold a value several times over, so no piece is larger than 8 MiB. */
const partBytesMax = 8 * 1024 * 1024;

/**
 * Names of the pieces of something with so many bytes: the first has its name, the others are
 * `name/1`, `name/2` and so on. Even nothing has one piece.
 */
export function pieceNames(name: string, byteLength: number): string[] {
  const count = Math.max(1, Math.ceil(byteLength / partBytesMax));
  return Array.from({ length: count }, (_, index) => (index === 0 ? name : `${name}/${index}`));
}

/** Bytes cut into pieces; views, not copies. */
export function piecesOf(name: string, bytes: Uint8Array): ModelPart[] {
  return pieceNames(name, bytes.byteLength).map((pieceName, index) => ({
    name: pieceName,
    bytes: bytes.subarray(index * partBytesMax, (index + 1) * partBytesMax),
  }));
}

/** Puts the pieces of one thing together again, in any order, each once. */
export class PieceJoiner {
  readonly #bytes: Uint8Array;
  readonly #missing: Set<string>;

  constructor(
    private readonly name: string,
    byteLength: number,
  ) {
    this.#bytes = new Uint8Array(byteLength);
    this.#missing = new Set(pieceNames(name, byteLength));
  }

  /** @throws {ModelFormatError} for a piece of another length than it was cut to */
  add({ name, bytes }: ModelPart): void {
    const index = name === this.name ? 0 : Number(name.slice(this.name.length + 1));
    const start = index * partBytesMax;
    const length = Math.min(partBytesMax, this.#bytes.byteLength - start);
    if (bytes.byteLength !== length) {
      throw new ModelFormatError(`model part ${name} has not ${length} bytes`);
    }
    this.#bytes.set(bytes, start);
    this.#missing.delete(name);
  }

  /**
   * The whole, at the beginning of a buffer of its own, so that numbers in it are aligned.
   *
   * @throws {ModelFormatError} where a piece is missing
   */
  whole(): Uint8Array<ArrayBuffer> {
    for (const name of this.#missing) throw new ModelFormatError(`model part ${name} is missing`);
    return this.#bytes as Uint8Array<ArrayBuffer>;
  }
}
