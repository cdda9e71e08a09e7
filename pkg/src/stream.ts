import { SkillkeepError } from './errors.js';
import { Transcoder, type Encoding } from './encoding.js';
import type { FileProgress } from './rpc.js';

/** Bytes read at a time: large enough that the pauses cost nothing, small enough that a cancel is heard at once. */
const CHUNK = 1 << 20;

/**
 * Reads a file piece by piece and hands each on as UTF-8. Between pieces the worker hears its messages, so questions are
 * answered and a cancel is noticed while a large file goes through; memory stays at one piece.
 *
 * @throws {SkillkeepError} `import.cancelled`, `import.unreadable`
 * @internal
 */
export async function pump(file: Blob, encoding: Encoding | null, push: (bytes: Uint8Array) => void, onProgress: (p: FileProgress) => void,
  signal: AbortSignal): Promise<void> {
  const transcoder = new Transcoder(encoding ?? undefined);
  const total = file.size;
  for (let done = 0; done < total;) {
    if (signal.aborted) throw new SkillkeepError('import.cancelled');
    const end = Math.min(done + CHUNK, total);
    let piece: Uint8Array;
    try {
      piece = new Uint8Array(await file.slice(done, end).arrayBuffer());
    } catch (e) {
      // The file was moved, changed or locked after it was chosen.
      throw new SkillkeepError('import.unreadable', e instanceof Error ? e.message : String(e));
    }
    if (signal.aborted) throw new SkillkeepError('import.cancelled');
    push(transcoder.push(piece));
    done = end;
    onProgress({ done, total });
  }
  const rest = transcoder.finish();
  if (rest.length) push(rest);
}
