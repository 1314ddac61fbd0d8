/** Integers whose number is not known beforehand: 4 bytes each, at most twice that on the way. */
export class GrowingIntegers {
  #values: Int32Array;
  #length: number;

  constructor(first: readonly number[] = []) {
    this.#values = Int32Array.from(first);
    this.#length = first.length;
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = new Int32Array(Math.max(64, this.#length * 2));
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** The values, in as many bytes as they need. */
  finish(): Int32Array {
    return this.#values.slice(0, this.#length);
  }
}

/** The same for real numbers. */
export class GrowingFloats {
  #values = new Float64Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = new Float64Array(this.#length * 2);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** The values, in as many bytes as they need. */
  finish(): Float64Array {
    return this.#values.slice(0, this.#length);
  }
}
