/** What the elements need of an engine, and how elements of one page come to share one. */
import type { Applied, Doubt, Feedback, GigRow, ProfileView, RoleDetail, RoleRow, SkillDetail, SkillHit, StepsView } from '../types.js';

/** The part of `Engine` that elements use; anything that answers like it will do. Events: `change` when an answer may differ, `status`. */
export interface ElementEngine extends EventTarget {
  steps(count: number, minutes?: number, surprise?: number): Promise<StepsView>;
  profile(): Promise<ProfileView>;
  skill(id: string): Promise<SkillDetail>;
  roles(): Promise<RoleRow[]>;
  role(id: string): Promise<RoleDetail>;
  gigs(): Promise<GigRow[]>;
  searchSkills(text: string, count?: number): Promise<SkillHit[]>;
  confirm(skill: string, level?: number): Promise<Applied>;
  contest(skill: string, o: { reason: string; claim?: number }): Promise<Applied>;
  add(skill: string, o: { level: number; note: string }): Promise<Applied>;
  exclude(skill: string, evidence: string, reason: string): Promise<Applied>;
  setGoal(role: string | null): Promise<Applied>;
  feedback(item: string, feedback: Feedback): Promise<Applied>;
  undo(act: number): Promise<Applied>;
  /** `<skillkeep-doubt>` shows nothing without these two. */
  doubts?(): Promise<Doubt[]>;
  answerDoubt?(skill: string, evidence: string, right: boolean): Promise<Applied>;
}

/** What the attributes of an element say. */
export interface Where { company: string; tenant: string; subject: string; locale: string; timeZone: string; function: string; region: string; pin: string; catalogue: string }

/** An error with a code, as the engine's own are. */
export class ElementError extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

const shared = new Map<string, Promise<ElementEngine>>();

/** One engine for all elements of a page that name the same person; a failed opening is forgotten, so that it can be tried again. */
export function openShared(where: Where): Promise<ElementEngine> {
  const name = JSON.stringify([where.company, where.tenant, where.subject]);
  const found = shared.get(name);
  if (found) return found;
  const opening = open(where);
  shared.set(name, opening);
  opening.catch(() => shared.delete(name));
  return opening;
}

async function open(where: Where): Promise<ElementEngine> {
  const { Engine } = await import('../index.js');
  return Engine.open({
    company: where.company,
    tenant: where.tenant,
    subject: where.subject || 'me',
    ...(where.locale ? { locale: where.locale } : {}),
    ...(where.timeZone ? { timeZone: where.timeZone } : {}),
    ...(where.pin ? { trust: { pin: where.pin } } : {}),
    ...(where.catalogue ? { catalogue: new URL(where.catalogue, document.baseURI) } : {}),
    ...(where.function && where.region ? { cell: { function: where.function, region: where.region } } : {}),
  });
}
