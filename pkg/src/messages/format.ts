/**
 * Words, numbers and days in the person's language. Every string on screen comes from here, the ones that only a screen reader says too.
 *
 * Messages are ICU MessageFormat; a tag such as `<e>…</e>` marks evidence, and whoever shows the message decides what it looks like.
 * A language without a catalogue speaks English altogether, its numbers too: half a sentence in each is worse than one in either.
 */
import { IntlMessageFormat } from 'intl-messageformat';
import { en } from './en.js';
import { errorsEn } from './errors.en.js';
import { disguise, type Ast } from './pseudo.js';

/** Values that fill a message. A function fills a tag. */
export type Args = Record<string, unknown>;
/** What stands in the place of an error's code: what happened, what is safe, what to do. */
export interface ErrorWords { what: string; safe: string; todo: string; code: string }
export type DayStyle = 'day' | 'month' | 'year';

const catalogue = new Map<string, Map<string, string>>();

/** Adds to a locale's catalogue, or replaces what is there; pages bring their own keys this way. With `keep`, what is there stays. Pseudo-locales follow English. */
export function addMessages(locale: string, entries: Record<string, string>, keep = false): void {
  const of = catalogue.get(locale) ?? new Map<string, string>();
  for (const [key, text] of Object.entries(entries)) if (!keep || !of.has(key)) of.set(key, text);
  catalogue.set(locale, of);
  made.clear();
}

const made = new Map<string, Messages>();
addMessages('en', en);
addMessages('en', errorsEn);

const rtl = new Set(['ar', 'dv', 'fa', 'he', 'ks', 'ku', 'ps', 'sd', 'ug', 'ur', 'yi']);

/** Which way a language is written. */
export function direction(locale: string): 'ltr' | 'rtl' {
  return rtl.has(locale.split('-')[0] ?? '') ? 'rtl' : 'ltr';
}

/** `en-XA` (accented, a third longer) and `ar-XB` (right to left) are made from English when asked for: layouts are tested with them. */
const pseudo = (locale: string): 'accent' | 'mirror' | null => (locale === 'en-XA' ? 'accent' : locale === 'ar-XB' ? 'mirror' : null);

/** One language and one time zone. */
export class Messages {
  /** What the words are written in. */
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  /** What numbers and days are written in: of a pseudo-locale, English. */
  readonly formats: string;
  readonly #cache = new Map<string, IntlMessageFormat>();
  readonly #intl = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.ListFormat>();

  constructor(locale: string, readonly timeZone: string | undefined) {
    const language = locale.split('-')[0] ?? 'en';
    const spoken = pseudo(locale) || catalogue.has(locale) || catalogue.has(language);
    this.locale = spoken ? locale : 'en';
    this.direction = direction(this.locale);
    this.formats = pseudo(locale) ? 'en' : this.locale;
  }

  #text(key: string): string | undefined {
    return catalogue.get(this.locale)?.get(key) ?? catalogue.get(this.locale.split('-')[0] ?? '')?.get(key) ?? catalogue.get('en')?.get(key);
  }

  /** Whether there are words for this key. */
  has(key: string): boolean {
    return this.#text(key) !== undefined;
  }

  /** The message with tags filled by functions of `args`: strings and whatever those functions answer. Throws when a value is missing. */
  rich(key: string, args: Args = {}): unknown[] {
    let format = this.#cache.get(key);
    if (!format) {
      const text = this.#text(key);
      if (text === undefined) return [key];
      format = new IntlMessageFormat(text, this.formats);
      const kind = pseudo(this.locale);
      if (kind) format = new IntlMessageFormat(disguise(format.getAst() as Ast, kind) as never, this.formats);
      this.#cache.set(key, format);
    }
    const out = format.format(args as never) as unknown;
    return Array.isArray(out) ? out : [out];
  }

  /** The message as plain text. A message without its values shows its key, which a test finds; a page never fails over a word. */
  t(key: string, args: Args = {}): string {
    try {
      return this.rich(key, args).join('');
    } catch {
      return key;
    }
  }

  #once<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.ListFormat>(name: string, make: () => T): T {
    const found = (this.#intl.get(name) ?? make()) as T;
    this.#intl.set(name, found);
    return found;
  }

  /** A number with at most `digits` decimals. */
  number(value: number, digits = 0): string {
    return this.#once(`n${digits}`, () => new Intl.NumberFormat(this.formats, { maximumFractionDigits: digits })).format(value);
  }

  /** A level, or a part of one: `3.1`; with `sign`, `+1.20`. */
  level(value: number, digits = 1, sign = false): string {
    const style: Intl.NumberFormatOptions = { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: sign ? 'exceptZero' : 'negative' };
    return this.#once(`l${digits}${sign}`, () => new Intl.NumberFormat(this.formats, style)).format(value);
  }

  /** A share 0..1 as whole percent. */
  percent(value: number): string {
    return this.#once('p', () => new Intl.NumberFormat(this.formats, { style: 'percent', maximumFractionDigits: 0 })).format(value);
  }

  /** A day in the host's time zone: `12 Mar 2026`; `month` says March 2026, and `year` a short month and year for an axis. */
  date(at: number, style: DayStyle = 'day'): string {
    const parts: Intl.DateTimeFormatOptions = style === 'day' ? { day: 'numeric', month: 'short', year: 'numeric' } : { month: style === 'month' ? 'long' : 'short', year: style === 'month' ? 'numeric' : '2-digit' };
    const make = () => {
      try {
        return new Intl.DateTimeFormat(this.formats, { ...parts, timeZone: this.timeZone });
      } catch {
        return new Intl.DateTimeFormat(this.formats, parts); // a host's time zone that this browser does not know
      }
    };
    return Number.isFinite(at) ? this.#once(`d${style}`, make).format(at) : '';
  }

  /** Names joined the way the language joins them. */
  list(names: string[]): string {
    return this.#once('and', () => new Intl.ListFormat(this.formats, { type: 'conjunction' })).format(names);
  }

  /** `25 min`, `1 h 30 min`; past ten hours, about how many. */
  minutes(minutes: number): string {
    if (minutes < 60) return this.t('minutes', { minutes });
    const hours = Math.floor(minutes / 60);
    const rest = Math.round(minutes % 60);
    return hours >= 10 || !rest ? this.t('hours', { hours: Math.round(minutes / 60) }) : this.t('hoursMinutes', { hours, minutes: rest });
  }

  /** What to tell a person about an error. Looks for words of the code, then of its area, and always shows the code of what it cannot name. */
  error(error: unknown): ErrorWords {
    const of = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown; args?: Record<string, string> };
    const code = typeof of.code === 'string' ? of.code : 'unknown';
    const area = code.split('.')[0] ?? '';
    const known = this.has(`error.${code}`);
    const args = { line: 'none', path: 'none', found: 'none', expected: 'none', column: 'none', name: 'none', ...of.args, code };
    const first = (...keys: string[]) => this.t(keys.find((key) => this.has(key)) ?? 'error.unknown', args);
    return {
      what: known ? this.t(`error.${code}`, args) : this.t('error.unknown', args),
      safe: first(`error.${code}.safe`, `error.${area}.safe`, 'error.safe'),
      todo: first(`error.${code}.todo`, `error.${area}.todo`, 'error.todo'),
      code,
    };
  }
}

/** The language that is spoken unless somebody says another: the page's, else the browser's. */
export const usual = (): string => (typeof document === 'undefined' ? '' : document.documentElement.lang) || globalThis.navigator?.language || 'en';

/** Messages for a language (by default the page's, else the browser's) and a time zone (by default the browser's); made once, shared. */
export function messages(locale?: string, timeZone?: string): Messages {
  const wanted = locale || usual();
  const name = `${wanted} ${timeZone ?? ''}`;
  const found = made.get(name) ?? new Messages(wanted, timeZone);
  made.set(name, found);
  return found;
}

/** A message in the page's own language. */
export const t = (key: string, args?: Args): string => messages().t(key, args);
