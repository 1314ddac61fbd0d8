type Column = Int32Array | Float32Array | Float64Array | Uint8Array;

/** Numbers appended one by one to a typed array that doubles when it is full. */
export class Growable<T extends Column> {
  length = 0;
  #places: T;

  /** @param create makes the array, for example `(length) => new Int32Array(length)` */
  constructor(
    private readonly create: (length: number) => T,
    capacity = 16,
  ) {
    this.#places = create(capacity);
  }

  push(value: number): void {
    if (this.length === this.#places.length) {
      const wider = this.create(this.length * 2);
      wider.set(this.#places);
      this.#places = wider;
    }
    this.#places[this.length] = value;
    this.length += 1;
  }

  at(place: number): number {
    return this.#places[place]!;
  }

  /** Forgets everything from a place on. */
  truncate(length: number): void {
    this.length = length;
  }

  /** What was appended, without a copy: valid until the next `push`. */
  view(): T {
    return this.#places.subarray(0, this.length) as T;
  }

  /** What was appended, in an array of just that length. */
  copy(): T {
    return this.#places.slice(0, this.length) as T;
  }
}

/** An empty list of whole numbers. */
export function growableInts(): Growable<Int32Array> {
  return new Growable((length) => new Int32Array(length));
}

/** An empty list of numbers of single precision. */
export function growableFloats(): Growable<Float32Array> {
  return new Growable((length) => new Float32Array(length));
}
