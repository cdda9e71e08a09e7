// The engine without any of its elements: open it, ask it, tell it, and draw as you like.
import { Engine, isSkillkeepError } from '../skillkeep/index.js';

const state = document.getElementById('state');
const list = document.getElementById('steps');
const read = document.getElementById('read');

const make = (name, text, ...children) => {
  const element = document.createElement(name);
  element.append(text, ...children);
  return element;
};

function draw(engine, { steps, signals }) {
  state.textContent = signals ? `Chosen from ${signals} things this browser knows.` : 'Nothing is known yet; these are good places to begin.';
  list.replaceChildren(...steps.map(({ item, difficulty, why }) => {
    const never = make('button', 'Not for me');
    never.addEventListener('click', () => engine.feedback(item.id, 'never'));
    const card = make('li', make('h2', item.title), make('small', `${item.modality.replace('_', ' ')}, ${item.minutes} min, ${difficulty.replace('_', ' ')}`),
      make('p', item.summary), make('small', `because: ${why.map((reason) => reason.code.replaceAll('_', ' ')).join(', ')}`), make('div', never));
    card.className = 'step';
    return card;
  }));
}

try {
  const engine = await Engine.open({ company: new URL('../skillkeep/sample/', import.meta.url).href, tenant: 'sample', subject: 'headless-example' });
  const show = async () => draw(engine, await engine.steps(3));
  engine.addEventListener('change', show);
  await show();

  read.disabled = false;
  read.addEventListener('click', async () => {
    const note = new File([document.getElementById('note').value], 'note.txt', { type: 'text/plain' });
    const report = await engine.import(note, { kind: 'text', who: [] });
    state.textContent = `${report.accepted} kept, touching ${report.skills.map(({ label }) => label).join(', ') || 'no skill'}.`;
  });
} catch (error) {
  state.textContent = isSkillkeepError(error) ? `Could not open: ${error.code}` : String(error);
}
