/** Registers what a first screen shows, `<skillkeep-next>` and `<skillkeep-doubt>`, so that a page can fetch the other elements later. */
import { SkillkeepDoubt } from './elements/doubt.js';
import { SkillkeepNext } from './elements/next.js';

for (const [name, element] of Object.entries({ 'skillkeep-doubt': SkillkeepDoubt, 'skillkeep-next': SkillkeepNext })) {
  // two copies of this package on one page: the first one stays
  if (!customElements.get(name)) customElements.define(name, element);
}

export { SkillkeepDoubt, SkillkeepNext };
