import { html, type TemplateResult } from 'skillkeep/lit';
import type { Engine } from 'skillkeep';
import { t, trouble } from '../words.js';

/** Longer than this a passphrase resists guessing for years, if it is not a known phrase. */
const LONG = 16;
const SHORT = 10;

const field = (form: HTMLFormElement, name: string): HTMLInputElement => form.elements.namedItem(name) as HTMLInputElement;

/** Runs the work of a form once: the button waits, a mistake is said beside it. */
async function work(form: HTMLFormElement, doing: () => Promise<void>): Promise<void> {
  const button = form.querySelector<HTMLButtonElement>('button:not([type=button])')!;
  const wrong = form.querySelector<HTMLElement>('.wrong')!;
  wrong.textContent = '';
  button.disabled = true;
  form.setAttribute('aria-busy', 'true');
  try {
    await doing();
    form.reset();
    for (const output of form.querySelectorAll('output')) output.textContent = '';
  } catch (error) {
    const { what, safe, todo } = error instanceof RangeError ? { what: error.message, safe: '', todo: '' } : trouble(error);
    wrong.textContent = `${what} ${safe} ${todo}`;
  }
  button.disabled = form.dataset.locked === 'yes';
  form.removeAttribute('aria-busy');
}

/** A sealed file that only the passphrase opens. */
export function backupForm(engine: Engine, done: (said: string) => void, last: number | null): TemplateResult {
  const hint = (event: Event) => {
    const length = (event.target as HTMLInputElement).value.length;
    (event.target as HTMLElement).closest('form')!.querySelector('output')!.textContent = length === 0 ? '' : t(length < SHORT ? 'portal.pass.short' : length < LONG ? 'portal.pass.fair' : 'portal.pass.long', { count: length });
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    void work(form, async () => {
      const pass = field(form, 'pass').value;
      if (pass !== field(form, 'repeat').value) throw new RangeError(t('portal.pass.differ'));
      save(await engine.backup(pass), `skillkeep-${new Date().toISOString().slice(0, 10)}.skbackup`);
      done(t('portal.backup.done'));
    });
  };
  return html`<section class="card ${last ? 'flat' : ''}"><h2>${t('portal.backup')}</h2><p class="small muted">${t('portal.backup.why')}</p><form id="backup" @submit=${submit}>
    <div class="field"><label for="b-pass">${t('portal.pass')}</label><input id="b-pass" name="pass" type="password" autocomplete="new-password" required aria-describedby="b-hint" @input=${hint}><output id="b-hint" class="small muted"></output></div>
    <div class="field"><label for="b-repeat">${t('portal.pass.repeat')}</label><input id="b-repeat" name="repeat" type="password" autocomplete="new-password" required></div>
    <p class="wrong" role="alert"></p><div class="row"><button class="go">${t('portal.backup.go')}</button></div></form></section>`;
}

export function restoreForm(engine: Engine, done: (said: string) => void): TemplateResult {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    void work(form, async () => {
      const file = field(form, 'file').files?.[0];
      if (!file) return;
      await engine.restore(file, field(form, 'pass').value);
      done(t('portal.restore.done'));
    });
  };
  return html`<section class="card flat"><h2>${t('portal.restore')}</h2><details><summary>${t('portal.restore.open')}</summary><form id="restore" @submit=${submit}>
    <div class="field"><label for="r-file">${t('portal.restore.file')}</label><input id="r-file" name="file" type="file" accept=".skbackup" required></div>
    <div class="field"><label for="r-pass">${t('portal.pass')}</label><input id="r-pass" name="pass" type="password" autocomplete="off" required></div>
    <label class="check"><input type="checkbox" name="sure" required><span class="small">${t('portal.restore.sure')}</span></label>
    <p class="wrong" role="alert"></p><div class="row"><button class="go">${t('portal.restore.go')}</button></div></form></details></section>`;
}

/** Two deliberate acts before everything goes: a tick and a word. */
export function eraseForm(engine: Engine, done: () => void): TemplateResult {
  const word = t('portal.erase.word');
  const check = (event: Event) => {
    const form = (event.target as HTMLElement).closest('form')!;
    const ready = field(form, 'sure').checked && field(form, 'word').value.trim().toLocaleUpperCase() === word.toLocaleUpperCase();
    form.dataset.locked = ready ? 'no' : 'yes';
    form.querySelector('button')!.disabled = !ready;
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    if (form.dataset.locked !== 'no') return;
    form.dataset.locked = 'yes';
    void work(form, async () => {
      await engine.erase();
      done();
    });
  };
  return html`<section class="card flat"><h2>${t('portal.erase')}</h2><details><summary>${t('portal.erase.open')}</summary><form id="erase" data-locked="yes" @submit=${submit} @input=${check}>
    <p class="small muted">${t('portal.erase.why')}</p>
    <label class="check"><input type="checkbox" name="sure"><span class="small">${t('portal.erase.sure')}</span></label>
    <div class="field"><label for="e-word">${t('portal.erase.type', { word })}</label><input id="e-word" name="word" autocomplete="off" autocapitalize="characters" spellcheck="false"></div>
    <p class="wrong" role="alert"></p><div class="row"><button class="danger" disabled>${t('portal.erase.go')}</button></div></form></details></section>`;
}

/** Hands a file to the browser's own downloads; it does not cross the network. */
function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const anchor = document.createElement('a');
  Object.assign(anchor, { href: url, download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
