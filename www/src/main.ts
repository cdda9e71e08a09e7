import { Engine, registerServiceWorker } from 'skillkeep';
import 'skillkeep/next';
import { speak } from './language.js';
import { recall } from './person.js';
import { server, ticket } from './server.js';
import { PortalShell } from './shell.js';
import { explain, t } from './words.js';

/** Opens the engine for this person, with the company's signed files. A login would say who it is; the sample portal knows one. */
function open(sync: boolean, actions: boolean): Promise<Engine> {
  const { cell } = recall();
  return Engine.open({
    company: new URL('/company/', location.href).href, tenant: 'sample', subject: 'me', ...(cell ? { cell } : {}), ...(sync ? { sync: { ticket } } : {}), ...(actions ? { actions: '/insight/actions' } : {}), locale: document.documentElement.lang || 'en',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
}

async function start(): Promise<void> {
  const app = document.getElementById('app');
  if (!app) return;
  const words = speak();
  try {
    const there = await server();
    const engine = await open(there !== null, there?.actions === true);
    await words;
    const shell = new PortalShell();
    shell.server = there;
    shell.engine = engine;
    shell.about = await engine.about();
    shell.settled = async () => {
      const offline = await registerServiceWorker(new URL('/sw.js', location.href));
      offline?.onUpdate(() => { shell.renew = () => offline.apply(); shell.requestUpdate(); });
      // The browser books a file a moment after it has arrived.
      await new Promise((done) => setTimeout(done, 400));
    };
    app.replaceChildren(shell);
  } catch (error) {
    await words;
    const { code, text } = explain(error);
    const main = document.createElement('main');
    const section = document.createElement('section');
    section.className = 'card bad';
    section.setAttribute('role', 'alert');
    section.append(element('h1', t('portal.closed')), element('p', text), element('code', code));
    section.lastElementChild?.classList.add('muted', 'small');
    const again = element('button', t('portal.again'));
    again.className = 'go';
    again.addEventListener('click', () => location.reload());
    section.append(again);
    main.append(section);
    app.replaceChildren(main);
  }
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

void start();
