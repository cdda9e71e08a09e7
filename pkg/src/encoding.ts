/** Encodings that a file may be read in. Without one, a byte order mark or the pattern of zero bytes decides; else UTF-8. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** What a file's first bytes say of its encoding; `skip` counts the bytes of a byte order mark. */
export function sniffEncoding(head: Uint8Array): { encoding: Encoding; skip: number } {
  const [a, b, c, d] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', skip: 3 };
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', skip: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', skip: 2 };
  // No mark: text that starts with two ASCII characters shows which half of each pair is empty.
  if (a && b === 0 && c && d === 0) return { encoding: 'utf-16le', skip: 0 };
  if (a === 0 && b && c === 0 && d) return { encoding: 'utf-16be', skip: 0 };
  return { encoding: 'utf-8', skip: 0 };
}

/**
 * Turns the chunks of a file into UTF-8, whatever they were. UTF-8 passes through untouched, so that the engine itself can
 * name the place where it is broken. A mark in the file wins over what was asked for.
 */
export class Transcoder {
  #asked: Encoding | undefined;
  #decoder: TextDecoder | null | undefined;
  readonly #encoder = new TextEncoder();

  constructor(asked?: Encoding) {
    this.#asked = asked;
  }

  /** The next chunk. The first should have at least four bytes, if the file has. */
  push(chunk: Uint8Array): Uint8Array {
    if (this.#decoder === undefined) {
      if (chunk.length === 0) return chunk;
      const { encoding, skip } = sniffEncoding(chunk);
      const marked = skip > 0;
      const use = marked || !this.#asked ? encoding : this.#asked;
      this.#decoder = use === 'utf-8' ? null : new TextDecoder(use);
      if (marked) chunk = chunk.subarray(skip);
    }
    return this.#decoder ? this.#encoder.encode(this.#decoder.decode(chunk, { stream: true })) : chunk;
  }

  /** What was still waiting for its other half; usually nothing. */
  finish(): Uint8Array {
    return this.#decoder ? this.#encoder.encode(this.#decoder.decode()) : new Uint8Array(0);
  }
}
