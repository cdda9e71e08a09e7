/** Registers `<skillkeep-mentors>` and `<skillkeep-card>`, with their words. Apart from the other elements, since no page shows them first. */
import { SkillkeepCard } from './elements/card.js';
import { SkillkeepMentors } from './elements/mentors.js';
import { addMessages } from './messages/index.js';
import { careerEn } from './messages/career.en.js';

addMessages('en', careerEn, true);

for (const [name, element] of Object.entries({ 'skillkeep-mentors': SkillkeepMentors, 'skillkeep-card': SkillkeepCard })) {
  // two copies of this package on one page: the first one stays
  if (!customElements.get(name)) customElements.define(name, element);
}

export { SkillkeepCard, SkillkeepMentors };
export { cardFile, type Card } from './elements/card.js';
export type { CareerEngine } from './elements/career-engine.js';

declare global {
  interface HTMLElementTagNameMap {
    'skillkeep-mentors': SkillkeepMentors;
    'skillkeep-card': SkillkeepCard;
  }
}
