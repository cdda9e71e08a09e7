/** Supply: all skills at `#/supply`, one everywhere it is asked for at `#/supply/SKILL`. */
import { Outlet } from '../outlet.js';
import './supply-one.js';
import './supply.js';

class InsightSupply extends Outlet {
  protected override choose(id: string): readonly [string, string] { return [id ? 'supply-one' : 'supply-all', id]; }
}
customElements.define('insight-supply', InsightSupply);
