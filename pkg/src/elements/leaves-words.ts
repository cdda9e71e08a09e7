/** From the engine's numbers to what a person reads on the pages about leaving; no markup. */
import { messages, type Messages } from '../messages/index.js';
import type { AboutView, LeavesView, PeriodView, QuestionView, Receipt } from '../types.js';
import type { Leaving } from './leaves-engine.js';

const DAY = 86_400_000;

/** A day of the dictionary, which is UTC whatever zone the page shows. */
export const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);
/** The dictionary writes the first day after; a person reads the last one. */
export const onDay = (m: Messages, text: string, before = 0): string => messages(m.locale, 'UTC').date(day(text) - before * DAY);

/** "1 December"; with its year when that is another one than now. */
export function dayOf(m: Messages, text: string, now = Date.now()): string {
  const at = day(text);
  const year: Intl.DateTimeFormatOptions = new Date(at).getUTCFullYear() === new Date(now).getUTCFullYear() ? {} : { year: 'numeric' };
  return new Intl.DateTimeFormat(m.formats, { day: 'numeric', month: 'long', timeZone: 'UTC', ...year }).format(at);
}

/** "October – December 2026" */
export function span(m: Messages, period: Pick<PeriodView, 'start' | 'end'>): string {
  return new Intl.DateTimeFormat(m.formats, { month: 'long', year: 'numeric', timeZone: 'UTC' }).formatRange(day(period.start), day(period.end) - DAY);
}

/** A period that is only known by its id: a quarter by its months, anything else as it is written. */
export function periodName(m: Messages, id: string, view: LeavesView | null = null): string {
  const known = [view?.period, view?.next].find((period) => period?.id === id);
  if (known) return span(m, known);
  const [, year, quarter] = /^(\d{4})-q([1-4])$/.exec(id) ?? [];
  if (!year || !quarter) return id;
  const month = (index: number): string => new Date(Date.UTC(Number(year), index, 1)).toISOString().slice(0, 10);
  const first = (Number(quarter) - 1) * 3;
  return span(m, { start: month(first), end: month(first + 3) });
}

/** A day and an hour in the host's zone. */
export function moment(m: Messages, at: number): string {
  const parts: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' };
  try {
    return new Intl.DateTimeFormat(m.formats, { ...parts, timeZone: m.timeZone }).format(at);
  } catch {
    return new Intl.DateTimeFormat(m.formats, parts).format(at);
  }
}

/** A share of the budget: `12 %`, below ten `3.1 %`. */
export function share(m: Messages, part: number, cap: number): string {
  const value = cap > 0 ? part / cap : 0;
  return new Intl.NumberFormat(m.formats, { style: 'percent', maximumFractionDigits: value > 0 && value < 0.0995 ? 1 : 0 }).format(value);
}

export const costOf = (question: QuestionView): number => question.asked.reduce((sum, { microRho }) => sum + microRho, 0);
/** Answers that a report holds: one for each question and each partition it is asked over. */
export const answers = (view: LeavesView): number => view.questions.reduce((sum, { asked }) => sum + asked.length, 0);

/**
 * Half the width, in percentage points, of the interval in which a share lies with 95 % certainty when everybody of the cell answers:
 * 1.96 standard deviations of a sum that carries the noise of both aggregators.
 */
export const points = (sigma2: number, people: number): number => (people > 0 ? 1.96 * 100 * Math.sqrt(2 * sigma2) / people : Infinity);

/** A cell by name. */
export function cellName(m: Messages, cell: string, about: AboutView): string {
  const [over = '', first = '', second = ''] = cell.split('/');
  const label = (rows: { id: string; label: string }[], id: string): string => rows.find((row) => row.id === id)?.label ?? id;
  if (over === 'function') return m.t('leaves.cell.function', { name: label(about.functions, first) });
  if (over === 'region') return m.t('leaves.cell.region', { name: label(about.regions, first) });
  if (over === 'function-region') return m.t('leaves.cell.both', { name: label(about.functions, first), region: label(about.regions, second) });
  return m.t('leaves.cell.all');
}

/** Questions that the budget does not reach any more: the engine pays for them in their order, and passes over what is too dear. */
function unpaid(view: LeavesView): Set<string> {
  const out = new Set<string>();
  let spent = view.spent;
  for (const question of view.questions.filter(({ on }) => on)) {
    if (spent + costOf(question) > view.cap) out.add(question.id);
    else spent += costOf(question);
  }
  return out;
}

/** Why a question gets "no answer". */
export function whyNot(view: LeavesView, question: QuestionView): 'said' | 'budget' | 'group' | 'unknown' {
  if (!question.on) return 'said';
  if (unpaid(view).has(question.id)) return 'budget';
  return unsaid(view, question).length ? 'group' : 'unknown';
}

/** Names of the attributes beside which a question is answered and which she did not say. */
export function unsaid(view: LeavesView, { kind }: QuestionView): string[] {
  const asked = view.attributes.filter(({ id }) => id === kind.attribute || id === kind.with);
  return asked.filter(({ said }) => !said).map(({ label }) => label);
}

/** How many things a question asks about: its places without the two that say "clipped" and "answered", by the bits of one thing. */
export function total({ kind, places }: QuestionView): number {
  // n items and n (n - 1) / 2 pairs of them.
  if (kind.code === 'together') return Math.max(0, Math.round((Math.sqrt(8 * (places - 2) + 1) - 1) / 2));
  return Math.max(0, Math.round((places - 2) / (kind.code === 'planes' ? 3 : kind.code === 'items' ? 2 : 1)));
}

/** What would be marked, by name: of levels the highest one reached, of courses which helped. */
export function marks(m: Messages, { kind, marks: set, helped }: QuestionView): string[] {
  if (kind.code === 'items') return set.map((name) => helped.includes(name) ? m.t('leaves.item', { name }) : name);
  if (kind.code !== 'planes') return set;
  const highest = new Map<string, number>();
  for (const mark of set) {
    const [, name = mark, level = '0'] = /^(.*) (\d)$/s.exec(mark) ?? [];
    highest.set(name, Math.max(highest.get(name) ?? 0, Number(level)));
  }
  return [...highest].map(([name, level]) => m.t('leaves.plane', { name, level, top: level >= 4 ? 'yes' : 'no' }));
}

/** The one cell of a histogram, in words: the group, then the fact. */
export function told(m: Messages, { kind, marks: [place] }: QuestionView, view: LeavesView): string {
  const find = (wanted: string | null): LeavesView['attributes'][number] | undefined => view.attributes.find(({ id }) => id === wanted);
  const [first, second] = [find(kind.attribute), find(kind.with)];
  const values = kind.outcome === 'contested' ? 2 : 3;
  const at = Number(place);
  const group = Math.floor(at / values);
  const within = second?.options.length ?? 1;
  const say = (attribute: typeof first, option: number): string => {
    const chosen = attribute?.options[option];
    return attribute && chosen ? m.t('leaves.group', { attribute: attribute.label, option: chosen.label }) : '';
  };
  const groups = [say(first, Math.floor(group / within)), ...(kind.with ? [say(second, group % within)] : [])];
  if (!kind.outcome || groups.some((each) => !each)) return '';
  return `${groups.join(' ')} ${m.t(`leaves.${kind.outcome}.${at % values}`)}`;
}

/** The role that she works toward, and whether she is there. */
export const onTheWay = (m: Messages, { marks: [role = '', there] }: QuestionView): string => m.t(`leaves.paths.${there === '1' ? 'there' : 'way'}`, { role });

/** The arm that this browser drew, and how far the level moved. */
export function moved(m: Messages, { marks: [arm = '', hundredths = '0'] }: QuestionView): string {
  const change = Number(hundredths) / 100;
  return `${m.t('leaves.change.arm', { arm })} ${m.t(`leaves.change.${change > 0 ? 'up' : change < 0 ? 'down' : 'same'}`, { levels: m.number(Math.abs(change), 1) })} ${m.t('leaves.change.why')}`;
}

/** What the next report takes of this year's budget: nothing while nothing goes, nor when its period belongs to another year. */
export function nextCost({ view, outbox }: Leaving): number {
  const period = view.period ?? view.next;
  const year = view.period ? view.year : Number(period?.start.slice(0, 4));
  return view.nothing || outbox.gpc || year !== view.year ? 0 : view.cost;
}

/** What of the year's spending no receipt in this browser accounts for: it is assumed, since another device may have sent it. */
export function assumed({ receipts, spent, year }: LeavesView): number {
  const own = (receipt: Receipt): number => new Date(receipt.at).getUTCFullYear() === year ? receipt.after - receipt.before : 0;
  return Math.max(0, spent - receipts.reduce((sum, receipt) => sum + own(receipt), 0));
}

/** `9f 3c 71 …` */
export function hex(bytes: Uint8Array, most = Infinity): string {
  const shown = Array.from(bytes.subarray(0, Math.min(bytes.length, most)), (byte) => byte.toString(16).padStart(2, '0'));
  return shown.join(' ') + (bytes.length > shown.length ? ' …' : '');
}

/** The answer in the headline, and what follows from it. The page of a host that has its own first heading says it there. */
export function leavesHeadline(m: Messages, { view, outbox }: Leaving): { title: string; text: string } {
  const count = answers(view);
  const { period, next, questions } = view;
  const how = m.t('leaves.lead', { questions: questions.length });
  const none = questions.length > 0 && questions.every(({ answered }) => !answered) ? ` ${m.t('leaves.lead.none')}` : '';
  const text = questions.length ? how + none : m.t('leaves.lead.unasked');
  const say = (key: string, more = text, args: Record<string, unknown> = {}) => ({ title: m.t(`leaves.title.${key}`, { count, ...args }), text: more });
  const kept = `${m.t('leaves.lead.nothing')} ${text}`;
  if (view.nothing) return say('nothing', kept);
  if (outbox.gpc) return say('gpc', kept);
  if (outbox.state === 'sending') return say('sending');
  if (outbox.state === 'waiting') return say('waiting');
  if (outbox.problem === 'sync.other_device') return say('elsewhere');
  if (!questions.length && !view.receipts.length) return say('unasked');
  if (outbox.state === 'off') return say('off', `${m.t('leaves.lead.off')} ${text}`);
  if (period) {
    if (!view.cell) return say('cell');
    if (!period.isDue) return say('on', text, { day: dayOf(m, period.due) });
    return say(outbox.state === 'due' ? 'soon' : 'asked');
  }
  const last = view.receipts[0];
  const then = next ? m.t('leaves.lead.next', { start: dayOf(m, next.start), day: dayOf(m, next.due) }) : m.t('leaves.lead.done');
  if (last?.sent) return say('sent', `${next ? m.t('leaves.lead.sent', { day: dayOf(m, next.start) }) : m.t('leaves.lead.done')} ${text}`, { period: periodName(m, last.period, view) });
  return say('yet', `${then} ${text}`);
}
