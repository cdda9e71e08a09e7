/** Registers every `<skillkeep-…>` element. Loading this file is all a page has to do. */
import { SkillkeepNext } from './elements/next.js';

const elements = { 'skillkeep-next': SkillkeepNext };

for (const [name, element] of Object.entries(elements)) {
  // two copies of this package on one page: the first one stays
  if (!customElements.get(name)) customElements.define(name, element);
}

export { SkillkeepNext };
export { SkillkeepElement } from './elements/base.js';
export { addMessages, direction, messages, t } from './messages/index.js';
