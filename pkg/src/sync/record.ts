import type { SealedTask } from '../types.js';

/*
 * The outbox as it is kept: one row of the person's store, encrypted like a snapshot. Its clear form is
 *
 *   u32 length of the JSON, little endian || JSON || bytes
 *
 * where every byte array of the JSON stands as `{ "at": [offset, length] }` into the bytes.
 */

type Bytes = Uint8Array<ArrayBuffer>;

/** One report. Its bytes are empty once the period is old. @internal */
export interface Report extends Omit<SealedTask, 'state'> { state: 'waiting' | 'taken' | 'refused'; size: number }

/**
 * What became of one period.
 *
 * - `asked`: a request for a token is on disk, so that the same one goes again
 * - `sealed`: charged and sealed; what waits goes as it is
 * - `done`: nothing waits, and the receipt says so
 * - `elsewhere`: its token was given to another device
 *
 * @internal
 */
export interface PeriodRecord {
  period: string; stage: 'asked' | 'sealed' | 'done' | 'elsewhere'; at: number;
  /** Absolute base URL of the leader that it was sealed for. */
  leader: string;
  request: Bytes | null; token: Bytes | null; reports: Report[];
}

/** Periods whose bytes stay to be looked at. @internal */
export const KEPT_WHOLE = 4;

/** Bytes of all reports of a period, whatever became of them. @internal */
export function sizeOf(record: PeriodRecord): number {
  return record.reports.reduce((sum, report) => sum + report.size, 0);
}

/** Without the bytes of all but the newest periods, and without what a period no longer needs. @internal */
export function thinned(records: readonly PeriodRecord[]): PeriodRecord[] {
  const gone = new Uint8Array(0);
  return records.map((record, i) => {
    if (record.stage === 'asked') return record;
    const kept = record.stage === 'sealed' || i >= records.length - KEPT_WHOLE;
    const reports = kept ? record.reports : record.reports.map((report) => ({ ...report, report: gone, leader: gone, keeper: gone }));
    return { ...record, request: null, token: null, reports };
  });
}

/** @internal */
export function pack(records: readonly PeriodRecord[]): Bytes {
  const parts: Uint8Array[] = [];
  let offset = 0;
  const head = new TextEncoder().encode(JSON.stringify({ format: 1, records }, (_key, value: unknown) => {
    if (!(value instanceof Uint8Array)) return value;
    parts.push(value);
    offset += value.length;
    return { at: [offset - value.length, value.length] };
  }));
  const out = new Uint8Array(4 + head.length + offset);
  new DataView(out.buffer).setUint32(0, head.length, true);
  out.set(head, 4);
  let end = 4 + head.length;
  for (const part of parts) {
    out.set(part, end);
    end += part.length;
  }
  return out;
}

/** Throws where it was not {@link pack} that wrote the bytes. @internal */
export function unpack(bytes: Bytes): PeriodRecord[] {
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  const body = bytes.subarray(4 + length);
  const read = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)), (_key, value: unknown) => {
    const at = (value as { at?: unknown } | null)?.at;
    return Array.isArray(at) ? body.slice(Number(at[0]), Number(at[0]) + Number(at[1])) : value;
  }) as { format: number; records: PeriodRecord[] };
  if (read.format !== 1) throw new RangeError(`outbox format ${read.format}`);
  return read.records;
}
