/** Registers `<skillkeep-leaves>` and `<skillkeep-receipt>`, with their words. Apart from the other elements, since few pages show them and none shows them first. */
import { SkillkeepLeaves } from './elements/leaves.js';
import { SkillkeepReceipt } from './elements/leaves-receipt.js';
import { addMessages } from './messages/index.js';
import { leavesEn } from './messages/leaves.en.js';

addMessages('en', leavesEn, true);

for (const [name, element] of Object.entries({ 'skillkeep-leaves': SkillkeepLeaves, 'skillkeep-receipt': SkillkeepReceipt })) {
  // two copies of this package on one page: the first one stays
  if (!customElements.get(name)) customElements.define(name, element);
}

export { SkillkeepLeaves, SkillkeepReceipt };
export { askLeaving } from './elements/leaves-engine.js';
export type { Leaving, LeavesEngine } from './elements/leaves-engine.js';
export { leavesHeadline } from './elements/leaves-words.js';
export { askReceipt, receiptHeadline, type ReceiptView } from './elements/leaves-receipt.js';

declare global {
  interface HTMLElementTagNameMap {
    'skillkeep-leaves': SkillkeepLeaves;
    'skillkeep-receipt': SkillkeepReceipt;
  }
}
