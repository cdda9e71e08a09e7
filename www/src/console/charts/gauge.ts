/** How much of a budget is gone. */
import { html, svg, type TemplateResult } from 'skillkeep/lit';

export function gauge(title: string, desc: string, part: number, whole: number): TemplateResult {
  const id = `gauge-${title.replace(/\W+/g, '-')}`;
  const share = Math.min(1, Math.max(0, whole > 0 ? part / whole : 0));
  return html`<svg class="gauge flip" viewBox="0 0 200 10" preserveAspectRatio="none" role="img" tabindex="0" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${title}</title><desc id="${id}-d">${desc}</desc>
    <rect class="rest" width="200" height="10" rx="2"></rect>${share > 0 ? svg`<rect class=${share > 0.9 ? 'most' : 'used'} width=${Math.max(2, share * 200).toFixed(1)} height="10" rx="2"></rect>` : ''}</svg>`;
}
