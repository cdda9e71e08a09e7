import { Engine } from 'skillkeep';
import 'skillkeep/element';
import { recall } from './person.js';
import { PortalShell } from './shell.js';
import { explain, t } from './words.js';

/** Opens the engine for this person, with the company's signed files. A login would say who it is; the sample portal knows one. */
function open(): Promise<Engine> {
  const { cell } = recall();
  return Engine.open({
    company: new URL('/company/', location.href).href, tenant: 'sample', subject: 'me', ...(cell ? { cell } : {}), locale: document.documentElement.lang || 'en',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
}

async function start(): Promise<void> {
  const app = document.getElementById('app');
  if (!app) return;
  const language = new URLSearchParams(location.search);
  if (language.get('dir') === 'rtl') document.documentElement.dir = 'rtl';
  try {
    const engine = await open();
    const shell = new PortalShell();
    shell.engine = engine;
    shell.about = await engine.about();
    app.replaceChildren(shell);
  } catch (error) {
    const { code, text } = explain(error);
    const section = document.createElement('main');
    section.setAttribute('role', 'alert');
    section.append(element('h1', t('portal.closed')), element('p', text), element('p', t('portal.closed.safe')), element('code', code));
    const again = element('button', t('portal.again'));
    again.addEventListener('click', () => location.reload());
    section.append(again);
    app.replaceChildren(section);
  }
  if ('serviceWorker' in navigator) navigator.serviceWorker.register('/sw.js', { type: 'module' }).catch(() => undefined);
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

void start();
