import { addMessages, direction, languages, loadMessages, messages, t, type ErrorWords } from 'skillkeep/messages';
import { en } from './messages/en.js';

addMessages('en', en);

export { addMessages, direction, languages, loadMessages, t };

export const has = (key: string): boolean => messages().has(key);
/** "12 Mar 2026" */
export const onDay = (at: number): string => messages().date(at);
/** "1 234"; with digits "3.1" */
export const number = (value: number, digits = 0): string => messages().number(value, digits);
export const level = (value: number): string => messages().level(value);
/** "one, two and three" */
export const list = (words: readonly string[]): string => messages().list([...words]);
export const percent = (value: number): string => messages().percent(value);
/** "25 min", "11 hours" */
export const minutes = (count: number): string => messages().minutes(count);
/** What happened, what is safe, what to do. */
export const trouble = (error: unknown): ErrorWords => messages().error(error);
/** The same in one line. */
export function explain(error: unknown): { code: string; text: string } {
  const { what, safe, todo, code } = trouble(error);
  return { code, text: `${what} ${safe} ${todo}` };
}

/** "12 Mar, 09:41" */
export const onMoment = (at: number): string => new Intl.DateTimeFormat(messages().locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(at);

/** How long something is kept: whole years as years, anything else in days. */
export const keptFor = (days: number): string => days % 365 ? t('portal.may.yes', { days }) : t('portal.may.years', { years: days / 365 });

/** Bytes as a person says them: "812 bytes", "31 kB", "2.4 MB". */
export function size(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = bytes < 1000 ? 0 : bytes < 1e6 ? 1 : bytes < 1e9 ? 2 : 3;
  const value = bytes / 1000 ** step;
  return new Intl.NumberFormat(messages().locale, { style: 'unit', unit: units[step], unitDisplay: step ? 'short' : 'long', maximumFractionDigits: step && value < 10 ? 1 : 0 }).format(value);
}
