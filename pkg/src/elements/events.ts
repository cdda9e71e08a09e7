/** Every event that an element sends: what the person clicked, or an error's code, and nothing else. They bubble and cross shadow roots. */
import type { Feedback } from '../types.js';

/** Names and details. `skillkeep-skill-opened` and `skillkeep-role-opened` can be prevented: then a link is not followed. */
export interface SkillkeepEventMap {
  /** The person began a step. */
  'skillkeep-step-started': CustomEvent<{ item: string; feedback: 'started' }>;
  /** The person said something else of a step. */
  'skillkeep-step-feedback': CustomEvent<{ item: string; feedback: Exclude<Feedback, 'started'> }>;
  /** The person added a skill that nothing showed. */
  'skillkeep-skill-added': CustomEvent<{ skill: string }>;
  'skillkeep-skill-confirmed': CustomEvent<{ skill: string }>;
  /** The reason stays with the person. */
  'skillkeep-skill-contested': CustomEvent<{ skill: string }>;
  'skillkeep-skill-opened': CustomEvent<{ id: string }>;
  'skillkeep-role-opened': CustomEvent<{ id: string }>;
  /** A piece of evidence shall not count. */
  'skillkeep-evidence-excluded': CustomEvent<{ skill: string; evidence: string }>;
  /** The person said whether a doubtful reading of her evidence is right. */
  'skillkeep-doubt-answered': CustomEvent<{ skill: string; evidence: string; right: boolean }>;
  /** The person chose a goal; an empty role means that there is none now. */
  'skillkeep-goal-changed': CustomEvent<{ role: string }>;
  /** The person set how much of a surprise the steps may be, 0 to 1. */
  'skillkeep-surprise-changed': CustomEvent<{ surprise: number }>;
  /** The person opened the address of a gig's or a mentor's contact. */
  'skillkeep-gig-contact': CustomEvent<{ item: string }>;
  /** The receipt of a period; the id is the period's. */
  'skillkeep-receipt-opened': CustomEvent<{ id: string }>;
  /** A report needs to know where the person works; show the form that asks it. */
  'skillkeep-place-asked': CustomEvent<Record<string, never>>;
  /** An element cannot show what it should; the code is one of `KnownErrorCode` or a newer one. */
  'skillkeep-error': CustomEvent<{ code: string }>;
}

declare global {
  interface HTMLElementEventMap extends SkillkeepEventMap {}
  interface DocumentEventMap extends SkillkeepEventMap {}
  interface WindowEventMap extends SkillkeepEventMap {}
}
