/** Plans: an outlet for what its address names. `#/plans`, `/scenario/new`, `/scenario/ID`, `/compare`, `/compare/ID`, `/way`, `/buy`, `/bridges`, `/bridges/ROLE`, `/series`. */
import { Outlet } from '../outlet.js';
import './plan-bridges.js';
import './plan-buy.js';
import './plan-compare.js';
import './plan-editor.js';
import './plan-list.js';
import './plan-series.js';
import './plan-way.js';

const TAGS: Record<string, string> = { '': 'plan-list', scenario: 'plan-editor', compare: 'plan-compare', way: 'plan-way', buy: 'plan-buy', bridges: 'plan-bridges', series: 'plan-series' };

class InsightPlans extends Outlet {
  protected override choose(address: string): readonly [string, string] {
    const [name = '', ...rest] = address.split('/');
    return [TAGS[name] ?? 'plan-list', rest.join('/')];
  }
}
customElements.define('insight-plans', InsightPlans);
