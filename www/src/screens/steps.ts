import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import type { AboutView, ProfileView, RoleRow, StepsView } from 'skillkeep';
import { skillLine } from '../level.js';
import { recall, remember } from '../person.js';
import { requests } from '../requests.js';
import { link } from '../route.js';
import { Screen } from '../screen.js';
import { minutes, t } from '../words.js';

interface Data { steps: StepsView; profile: ProfileView; about: AboutView; roles: RoleRow[] }

/** The first screen: what to do next, and why. A new person is asked three things beside it, all of them skippable. */
class PortalSteps extends Screen<Data> {
  private welcomed = recall().welcomed;

  protected override async load(): Promise<Data> {
    const [steps, profile, about, roles] = await Promise.all([
      this.engine.steps(3), this.engine.profile(), this.engine.about(),
      this.welcomed ? Promise.resolve([]) : this.engine.roles(),
    ]);
    return { steps, profile, about, roles };
  }
  protected override headline(): string { return t('portal.steps.title', { count: 3 }); }

  protected override view({ steps, profile, about, roles }: Data): TemplateResult {
    const count = steps.steps.length;
    const goal = steps.goal;
    return html`
      <div class="lead"><h1 tabindex="-1">${t('portal.steps.title', { count })}</h1>
        <p class="muted">${steps.signals ? t('portal.steps.from', { count: steps.signals }) : t('portal.steps.empty')}
          ${goal ? html`${t('portal.steps.goal')} <a href=${link('role', goal.role)}>${goal.label}</a>${goal.gaps ? t('portal.steps.gap', { count: goal.gaps, time: minutes(goal.minutes) }) : t('portal.steps.nogap')}` : nothing}</p></div>
      <div class="split">
        <div class="stack"><skillkeep-next bare heading="1" .engine=${this.engine} .count=${3} .surprise=${recall().surprise} @skillkeep-surprise-changed=${(e: CustomEvent<{ surprise: number }>) => remember({ surprise: e.detail.surprise })} role-href="#/role/{id}"></skillkeep-next>
          <skillkeep-doubt heading="2" .engine=${this.engine}></skillkeep-doubt></div>
        <aside class="stack">
          ${this.welcomed ? nothing : this.welcome(about, roles, goal?.role ?? '')}
          ${profile.skills.length ? this.skills(profile) : html`<section class="card flat"><h2>${t('portal.skills.mine')}</h2><p class="small muted">${t('portal.skills.none')}</p><div class="row"><a class="button go" href=${link('import')}>${t('portal.import.first')}</a></div></section>`}
          <section class="card flat"><h2>${t('portal.left.title')}</h2><p class="small muted">${t('portal.left.short', { count: requests().length })} <a href=${link('data')}>${t('portal.left.check')}</a></p></section>
        </aside>
      </div>`;
  }

  private skills({ skills }: ProfileView): TemplateResult {
    const needed = (row: { need: number | null; fading: boolean }) => (row.need === null ? 0 : 2) + (row.fading ? 1 : 0);
    const top = [...skills].sort((a, b) => needed(b) - needed(a) || b.confidence - a.confidence || b.level.mean - a.level.mean).slice(0, 5);
    return html`<section class="card flat"><div class="row"><h2>${t('portal.skills.mine')}</h2><a class="push small" href=${link('skills')}>${t('portal.skills.all', { count: skills.length })}</a></div>
      <ul>${top.map(skillLine)}</ul><p class="small muted">${t('portal.skills.legend')}</p></section>`;
  }

  private welcome({ functions, regions, cell }: AboutView, roles: RoleRow[], goal: string): TemplateResult {
    const options = (rows: { id: string; label: string }[], chosen: string) => rows.map(({ id, label }) => html`<option value=${id} ?selected=${id === chosen}>${label}</option>`);
    const families = [...new Set(roles.map((role) => role.family))].sort();
    return html`<section class="card good"><h2>${t('portal.welcome')}</h2><p class="small muted">${t('portal.welcome.why')}</p>
      <form @submit=${this.start}>
        <div class="fields">
          <div class="field"><label for="w-function">${t('portal.welcome.function')}</label><select id="w-function" name="function"><option value="">${t('portal.choose')}</option>${options(functions, cell?.function ?? '')}</select></div>
          <div class="field"><label for="w-region">${t('portal.welcome.region')}</label><select id="w-region" name="region"><option value="">${t('portal.choose')}</option>${options(regions, cell?.region ?? '')}</select></div>
        </div>
        <div class="field"><label for="w-goal">${t('portal.welcome.goal')}</label><select id="w-goal" name="goal"><option value="">${t('portal.welcome.nogoal')}</option>${families.map((family) => html`<optgroup label=${family}>${options(roles.filter((role) => role.family === family), goal)}</optgroup>`)}</select></div>
        <div class="row"><button>${t('portal.welcome.save')}</button><button type="button" class="quiet" @click=${this.skip}>${t('portal.welcome.skip')}</button></div>
      </form></section>`;
  }

  private readonly skip = (): void => {
    remember({ welcomed: true });
    this.welcomed = true;
    this.requestUpdate();
    this.say(t('portal.welcome.later'), null);
  };

  private readonly start = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const [fn, region, goal] = ['function', 'region', 'goal'].map((name) => String(form.get(name) ?? ''));
    const before = this.data?.about.cell;
    const cell = fn && region ? { function: fn, region } : null;
    remember({ welcomed: true, cell: cell ?? recall().cell });
    this.welcomed = true;
    await this.act(async () => {
      if (cell && (cell.function !== before?.function || cell.region !== before?.region)) await this.engine.setCell(cell);
      return goal ? this.engine.setGoal(goal) : undefined;
    }, t('portal.welcome.saved'));
    this.requestUpdate();
  };
}
customElements.define('portal-steps', PortalSteps);
