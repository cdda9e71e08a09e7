import { SkillkeepError } from './errors.js';

/** What the engine is told of time with every call: it has no clock of its own. @internal */
export interface Now { at: number; offsetMinutes: number }

/** A clock for one time zone (IANA name), or the browser's own. @internal */
export class Clock {
  readonly #format: Intl.DateTimeFormat | null;

  constructor(timeZone: string | undefined) {
    try {
      this.#format = timeZone ? new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }) : null;
    } catch {
      throw new SkillkeepError('open.time_zone', `unknown time zone ${timeZone}`, { found: String(timeZone) });
    }
  }

  now(at = Date.now()): Now {
    if (!this.#format) return { at, offsetMinutes: -new Date(at).getTimezoneOffset() };
    const name = this.#format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? '';
    const found = /GMT([+-])(\d{2}):(\d{2})/.exec(name);
    if (!found) return { at, offsetMinutes: 0 };
    const minutes = Number(found[2]) * 60 + Number(found[3]);
    return { at, offsetMinutes: found[1] === '-' ? -minutes : minutes };
  }
}
