import { addMessages, direction, languages, loadMessages, messages, t } from 'skillkeep/messages';
import { Failure } from './api.js';
import { en } from './messages/en.js';
import type { ConsoleKey } from './messages/en.js';
import type { Interval, Lack, NotEnough } from './types.js';

addMessages('en', en);

const KEPT = 'skillkeep-console-language';
/** The languages one can choose, each by its own name. */
export const CHOICES: readonly (readonly [string, string])[] = [['en', 'English'], ['de', 'Deutsch']];

function chosen(): string {
  let kept: string | null = null;
  try { kept = localStorage.getItem(KEPT); } catch { /* A browser that keeps nothing speaks its own language. */ }
  const own = navigator.languages ?? [];
  const spoken = (tag: string): boolean => languages.includes(tag.split('-')[0] ?? '');
  return (kept ? own.find((tag) => tag.split('-')[0] === kept) ?? kept : own.find(spoken)) ?? 'en';
}

/** Sets the page's language and fetches its words. `?lang=` is for trying another, `ar-XB` and `en-XA` among them. */
export async function speak(): Promise<void> {
  const root = document.documentElement;
  root.lang = new URLSearchParams(location.search).get('lang') || chosen();
  root.dir = direction(root.lang);
  if (!root.lang.startsWith('de')) return;
  const own = import('./messages/de.js').then(({ de }) => addMessages('de', de));
  await Promise.all([loadMessages(root.lang), own.catch(() => undefined)]);
}
/** Chooses a language for good; the page is loaded again in it. */
export function choose(language: string): void {
  try { localStorage.setItem(KEPT, language); } catch { /* Then only this time. */ }
  const url = new URL(location.href);
  url.searchParams.set('lang', language);
  location.href = url.href;
}

/** A message of the consoles' catalogue. */
export const say = (key: ConsoleKey, args?: Record<string, unknown>): string => t(key, args);
const has = (key: string): key is ConsoleKey => messages().has(key);
/** A message by a key made of data, or what stands for it. */
export const sayIf = (key: string, otherwise: string, args?: Record<string, unknown>): string => has(key) ? t(key, args) : otherwise;

/** "1 234"; with digits "3.1" */
export const number = (value: number, digits = 0): string => messages().number(value, digits);
/** "45 %" */
/** Names in a row, as the language joins them. */
export const list = (names: readonly string[]): string => messages().list([...names]);
export const percent = (value: number): string => messages().percent(value);
/** A probability: no estimate is so sure that it may say 0 or 100 %. */
export const chance = (value: number): string => value < 0.01 ? say('console.chance.least', { p: percent(0.01) }) : value > 0.99 ? say('console.chance.most', { p: percent(0.99) }) : percent(value);
/** "44.8 %": rates, where a point is much. */
export const rate = (value: number): string => new Intl.NumberFormat(messages().locale, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
/** "0.83" */
export const two = (value: number): string => messages().level(value, 2);
/** "15 Jan 2027" of a day that is written `2027-01-15`. At noon UTC it is that day in every place that has an office. */
export const day = (written: string): string => messages().date(Date.parse(`${written}T12:00:00Z`));
export const moment = (at: number): string => new Intl.DateTimeFormat(messages().locale, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' }).format(at);

/** "Q3 2026" */
export function period(id: string | null): string {
  const quarter = /^(\d{4})-q([1-4])$/i.exec(id ?? '');
  if (quarter) return say('console.period.quarter', { year: quarter[1], quarter: quarter[2] });
  const half = /^(\d{4})-h([12])$/i.exec(id ?? '');
  if (half) return say('console.period.half', { year: half[1], half: half[2] });
  const after = /^\+(\d+)$/.exec(id ?? '');
  return after ? say('console.period.after', { count: Number(after[1]) }) : id ?? '';
}

/** "20 to 44", ends as `show` says them; an end without limit is said so. */
export function between(interval: Interval, show: (value: number) => string = number): string {
  const { low, high } = interval;
  if (low === null && high === null) return say('console.between.none');
  if (high === null) return say('console.between.over', { low: show(low ?? 0) });
  const [a, b] = [show(low ?? 0), show(high)];
  return a === b ? a : say('console.between', { low: a, high: b });
}
/** "about 540": whole people, two figures that count. */
export function about(people: number): string {
  const size = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, Math.abs(people)))) - 1);
  return number(Math.round(people / size) * size);
}
const LACK: Record<Lack, ConsoleKey> = { people: 'console.needs.people', answers: 'console.needs.answers', releases: 'console.needs.releases' };
/** "not enough data: needs about 540 people" */
export const notEnough = (lacking: NotEnough): string => say(LACK[lacking.lack], { needs: lacking.lack === 'releases' ? number(lacking.needs) : about(lacking.needs) });
/** "1 480 of 1 730 answered" */
export const answered = (reports: number, headcount: number): string => say('console.answered', { reports: number(reports), headcount: number(headcount) });

/** What happened and what to do. */
export function explain(error: unknown): { code: string; text: string } {
  const { code, wait, line } = error instanceof Failure ? error : { code: 'unknown', wait: null, line: null };
  if (code === 'login.too_many') return { code, text: wait === null ? say('console.error.too_many') : say('console.error.too_many.wait', { minutes: Math.ceil(wait / 60), seconds: wait }) };
  return { code, text: sayIf(`console.error.${code}`, say('console.error.unknown'), { line: line ?? 0 }) };
}
/** The catalogue in the page's language. */
export const catalogue = messages;
