/** Listening to the elements, as `docs/embedding.md` says: every event and what it carries. Nothing here is run. */
import type { Feedback } from 'skillkeep';
import type { SkillkeepEventMap } from 'skillkeep/element';
import 'skillkeep/element';

export function listen(log: (...what: string[]) => void): void {
  const next = document.createElement('skillkeep-next');
  next.count = 5;
  next.addEventListener('skillkeep-step-started', ({ detail }) => log(detail.item, detail.feedback satisfies 'started'));
  next.addEventListener('skillkeep-step-feedback', ({ detail }) => log(detail.item, detail.feedback satisfies Feedback));
  const skills = document.createElement('skillkeep-skills');
  skills.addEventListener('skillkeep-skill-added', ({ detail }) => log(detail.skill));
  skills.addEventListener('skillkeep-skill-opened', (event) => (event.preventDefault(), log(event.detail.id)));
  const skill = document.querySelector('skillkeep-skill');
  skill?.addEventListener('skillkeep-skill-confirmed', ({ detail }) => log(detail.skill));
  skill?.addEventListener('skillkeep-skill-contested', ({ detail }) => log(detail.skill));
  skill?.addEventListener('skillkeep-evidence-excluded', ({ detail }) => log(detail.skill, detail.evidence));
  document.addEventListener('skillkeep-role-opened', ({ detail }) => log(detail.id));
  document.querySelector('skillkeep-role')?.addEventListener('skillkeep-goal-changed', ({ detail }) => log(detail.role || 'none'));
  document.querySelector('skillkeep-gigs')?.addEventListener('skillkeep-gig-contact', ({ detail }) => log(detail.item));
  window.addEventListener('skillkeep-error', ({ detail }) => log(detail.code));
}

/** Every event by name, so that a new one cannot be forgotten here. */
export const all: Record<keyof SkillkeepEventMap, true> = {
  'skillkeep-step-started': true, 'skillkeep-step-feedback': true, 'skillkeep-skill-added': true, 'skillkeep-skill-confirmed': true, 'skillkeep-skill-contested': true,
  'skillkeep-skill-opened': true, 'skillkeep-role-opened': true, 'skillkeep-evidence-excluded': true, 'skillkeep-goal-changed': true, 'skillkeep-gig-contact': true,
  'skillkeep-doubt-answered': true, 'skillkeep-surprise-changed': true, 'skillkeep-receipt-opened': true, 'skillkeep-place-asked': true, 'skillkeep-error': true,
};

// What must not compile.
export function wrong(next: HTMLElementTagNameMap['skillkeep-next']): void {
  // @ts-expect-error no event tells a level
  next.addEventListener('skillkeep-step-started', ({ detail }) => detail.level);
  // @ts-expect-error the event of a goal carries a role, not an item
  document.addEventListener('skillkeep-goal-changed', ({ detail }) => detail.item);
  // @ts-expect-error a started step is not feedback of another kind
  next.addEventListener('skillkeep-step-feedback', ({ detail }) => detail.feedback === 'started');
  // @ts-expect-error no such event
  const name: keyof SkillkeepEventMap = 'skillkeep-step-seen';
  // @ts-expect-error a count is a number
  next.count = '3';
  console.log(name);
}
