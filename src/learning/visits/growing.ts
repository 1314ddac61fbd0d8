type Numbers = Int32Array | Float32Array | Float64Array | Uint8Array;

/** A column whose length is not known beforehand; on the way it takes at most twice its bytes. */
export class Growing<Column extends Numbers> {
  readonly #make: (length: number) => Column;
  #values: Column;
  #length = 0;

  /** @param make an empty column, for example `(length) => new Int32Array(length)` */
  constructor(make: (length: number) => Column) {
    this.#make = make;
    this.#values = make(64);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = this.#make(this.#length * 2);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** The values, in as many bytes as they need. */
  finish(): Column {
    return this.#values.slice(0, this.#length) as Column;
  }
}

/** A growing column of integers. */
export function growingIntegers(): Growing<Int32Array> {
  return new Growing((length) => new Int32Array(length));
}
