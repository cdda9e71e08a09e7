import { html, type TemplateResult } from 'skillkeep/lit';
import type { AboutView, Engine } from 'skillkeep';
import { CHOICES } from '../language.js';
import { recall, remember } from '../person.js';
import { t, trouble } from '../words.js';

const options = (rows: { id: string; label: string }[], chosen: string): TemplateResult[] => rows.map(({ id, label }) => html`<option value=${id} ?selected=${id === chosen}>${label}</option>`);

/** Function and region, as said at the first visit or later; what depends on them follows at once. */
export function placeForm(engine: Engine, { functions, regions, cell }: AboutView, done: (said: string) => void): TemplateResult {
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const wrong = form.querySelector<HTMLElement>('.wrong');
    const [where = '', region = ''] = ['function', 'region'].map((name) => String(new FormData(form).get(name) ?? ''));
    const tell = (text: string): void => { if (wrong) wrong.textContent = text; };
    tell('');
    // the dictionary knows pairs only
    if (!where !== !region) return tell(t('portal.place.both'));
    const next = where ? { function: where, region } : null;
    try {
      await engine.setCell(next);
      remember({ cell: next, welcomed: true });
      done(t(next ? 'portal.place.saved' : 'portal.place.cleared'));
    } catch (error) {
      const { what, safe, todo } = trouble(error);
      tell(`${what} ${safe} ${todo}`);
    }
  };
  return html`<section class="card flat"><h2>${t('portal.place')}</h2><p class="small muted">${t('portal.place.why')}</p><form id="place" @submit=${submit}>
    <div class="fields"><div class="field"><label for="p-function">${t('portal.welcome.function')}</label><select id="p-function" name="function"><option value="">${t('portal.place.none')}</option>${options(functions, cell?.function ?? '')}</select></div>
      <div class="field"><label for="p-region">${t('portal.welcome.region')}</label><select id="p-region" name="region"><option value="">${t('portal.place.none')}</option>${options(regions, cell?.region ?? '')}</select></div></div>
    <p class="wrong" role="alert"></p><div class="row"><button>${t('portal.welcome.save')}</button></div></form></section>`;
}

/** Which language the page speaks; the page opens again in it, on the same screen. */
export function languageForm(): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    remember({ language: String(new FormData(event.target as HTMLFormElement).get('language') ?? '') });
    const url = new URL(location.href);
    url.searchParams.delete('lang');
    history.replaceState(null, '', url);
    location.reload();
  };
  const { language } = recall();
  return html`<section class="card flat"><h2>${t('portal.language')}</h2><p class="small muted">${t('portal.language.why')}</p><form id="language" @submit=${submit}>
    <div class="field"><label class="unseen" for="l-language">${t('portal.language')}</label><select id="l-language" name="language"><option value="">${t('portal.language.system')}</option>${CHOICES.map(([tag, name]) => html`<option value=${tag} lang=${tag} ?selected=${tag === language}>${name}</option>`)}</select></div>
    <div class="row"><button>${t('portal.welcome.save')}</button></div></form></section>`;
}
