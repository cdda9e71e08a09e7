/** The taxonomy page: an outlet for what its address names. `#/taxonomy`, `/skill/ID`, `/proposals`, `/proposals/ID`, `/changes`, `/terms`, `/catalogue`. */
import { Outlet } from '../outlet.js';
import './taxonomy-catalogue.js';
import './taxonomy-changes.js';
import './taxonomy-new-words.js';
import './taxonomy-node.js';
import './taxonomy-proposal.js';
import './taxonomy-proposals.js';
import './taxonomy-search.js';

const TAGS: Record<string, readonly [list: string, one: string]> = { '': ['taxonomy-search', 'taxonomy-search'], skill: ['taxonomy-search', 'taxonomy-node'], proposals: ['taxonomy-proposals', 'taxonomy-proposal'], changes: ['taxonomy-changes', 'taxonomy-changes'], terms: ['taxonomy-new-words', 'taxonomy-new-words'], catalogue: ['taxonomy-catalogue', 'taxonomy-catalogue'] };

class InsightTaxonomy extends Outlet {
  protected override choose(address: string): readonly [string, string] {
    const [name = '', ...rest] = address.split('/');
    const id = rest.join('/');
    const [list, one] = TAGS[name] ?? ['taxonomy-search', 'taxonomy-search'];
    return [id ? one : list, id];
  }
}
customElements.define('insight-taxonomy', InsightTaxonomy);
