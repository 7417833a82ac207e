/** The bytes end in the middle of something, or are not built as they should be. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
}

/** Takes a stream of bytes in pieces of one's own choice; holds no more of it than was asked for at once. */
export class BytesReader {
  private readonly source: AsyncIterator<Buffer>;
  private held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.source = source[Symbol.asyncIterator]();
  }

  /** Up to `count` bytes from where it stands, without going on; fewer only at the end. */
  async peek(count: number): Promise<Buffer> {
    const pieces = [this.held];
    let length = this.held.length;
    while (length < count) {
      const next = await this.source.next();
      if (next.done) break;
      pieces.push(next.value);
      length += next.value.length;
    }
    this.held = Buffer.concat(pieces);
    return this.held.subarray(0, count);
  }

  /** Exactly `count` bytes. Throws `Damaged` where there are fewer. */
  async exactly(count: number): Promise<Buffer> {
    const taken = await this.peek(count);
    if (taken.length < count) throw new Damaged();
    this.held = this.held.subarray(count);
    return taken;
  }

  /** The next `count` bytes, piece by piece. Throws `Damaged` where there are fewer. */
  async *through(count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0;) {
      const piece = await this.some(left);
      if (!piece) throw new Damaged();
      left -= piece.length;
      yield piece;
    }
  }

  async skip(count: number): Promise<void> {
    for await (const piece of this.through(count)) void piece;
  }

  /** All that is left, piece by piece. */
  async *rest(): AsyncGenerator<Buffer> {
    for (let piece = await this.some(Infinity); piece; piece = await this.some(Infinity)) yield piece;
  }

  /** At least one byte and at most `most`; null at the end. */
  private async some(most: number): Promise<Buffer | null> {
    while (this.held.length === 0) {
      const next = await this.source.next();
      if (next.done) return null;
      this.held = next.value;
    }
    const piece = this.held.subarray(0, most);
    this.held = this.held.subarray(piece.length);
    return piece;
  }
}
