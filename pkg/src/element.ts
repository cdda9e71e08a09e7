/** Registers the `<skillkeep-…>` elements; loading this file is all a page has to do. `leaves.ts` registers the two about what leaves, `career.ts` mentors and the card. */
import { SkillkeepGigs } from './elements/gigs.js';
import { SkillkeepPropose } from './elements/propose.js';
import { SkillkeepRole } from './elements/role.js';
import { SkillkeepRoles } from './elements/roles.js';
import { SkillkeepSkill } from './elements/skill.js';
import { SkillkeepSkills } from './elements/skills.js';
import { SkillkeepDoubt, SkillkeepNext } from './next.js';

const elements = {
  'skillkeep-skills': SkillkeepSkills,
  'skillkeep-skill': SkillkeepSkill,
  'skillkeep-propose': SkillkeepPropose,
  'skillkeep-roles': SkillkeepRoles,
  'skillkeep-role': SkillkeepRole,
  'skillkeep-gigs': SkillkeepGigs,
};

for (const [name, element] of Object.entries(elements)) {
  // two copies of this package on one page: the first one stays
  if (!customElements.get(name)) customElements.define(name, element);
}

export { SkillkeepDoubt, SkillkeepGigs, SkillkeepNext, SkillkeepPropose, SkillkeepRole, SkillkeepRoles, SkillkeepSkill, SkillkeepSkills };
export { SkillkeepElement } from './elements/base.js';
export type { SkillkeepEventMap } from './elements/events.js';
export type { ElementEngine } from './elements/opening.js';
export { addMessages, direction, languages, loadMessages, messages, Messages, t } from './messages/index.js';

declare global {
  interface HTMLElementTagNameMap {
    'skillkeep-doubt': SkillkeepDoubt;
    'skillkeep-next': SkillkeepNext;
    'skillkeep-skills': SkillkeepSkills;
    'skillkeep-skill': SkillkeepSkill;
    'skillkeep-propose': SkillkeepPropose;
    'skillkeep-roles': SkillkeepRoles;
    'skillkeep-role': SkillkeepRole;
    'skillkeep-gigs': SkillkeepGigs;
  }
}
