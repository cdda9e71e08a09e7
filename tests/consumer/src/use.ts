/** What a vendor's engineer writes, compiled against the built package's types. Nothing here is run. */
import { countRequests, Engine, isSkillkeepError, registerServiceWorker, SkillkeepError, type ErrorCode, type KnownErrorCode, type Reason, type Step } from 'skillkeep';

export async function firstSteps(list: HTMLElement): Promise<void> {
  const engine = await Engine.open({ tenant: 'acme', subject: 'u-17', company: '/skillkeep/company/', cell: { function: 'engineering', region: 'emea' }, trust: { pin: 'ab'.repeat(32) } });
  const show = async (): Promise<void> => {
    const { steps, goal } = await engine.steps(3);
    list.replaceChildren(...steps.map(row));
    list.title = goal?.label ?? '';
  };
  engine.addEventListener('change', (e) => void (e.detail.what && show()));
  engine.addEventListener('status', ({ detail: { state, code } }) => {
    if (state === 'readonly' && code === 'snapshot.damaged') list.hidden = true;
  });
  await show();
}

function row(step: Step): HTMLElement {
  const li = document.createElement('li');
  const why: Reason | undefined = step.why[0];
  li.textContent = `${step.item.title}, ${step.item.minutes} min: ${why?.code ?? ''} ${String(why?.args['skill'] ?? '')}`;
  return li;
}

export async function takeIn(engine: Engine, file: File, stop: AbortSignal): Promise<number> {
  const scan = await engine.scan(file, { encoding: 'windows-1252', onProgress: ({ done, total }) => void (done / total) });
  const who = scan.actors.slice(0, 1).map((actor) => actor.key);
  try {
    const report = await engine.import(file, { who, signal: stop, ...(scan.mapping ? { mapping: scan.mapping } : {}) });
    return report.accepted;
  } catch (e) {
    if (!isSkillkeepError(e)) throw e;
    const code: ErrorCode = e.code;
    return code === 'import.cancelled' ? 0 : -1;
  }
}

export async function correct(engine: Engine): Promise<void> {
  const { skills } = await engine.profile();
  const skill = skills[0];
  if (!skill) return;
  const { act } = await engine.contest(skill.id, { reason: 'I have not used this for years', claim: 1 });
  if (act !== null) await engine.undo(act);
  await engine.feedback('item-1', 'not_now');
  await engine.setGoal(null);
  const backup: Blob = await engine.backup('a long passphrase');
  await engine.restore(backup, 'a long passphrase');
  const { durable, warning } = await engine.storage();
  console.log(durable, warning, engine.tabRole, engine.state.state, countRequests().count);
  (await registerServiceWorker('/sw.js'))?.onUpdate(() => undefined);
  engine.close();
}

// What must not compile.
export async function wrong(engine: Engine): Promise<void> {
  // @ts-expect-error a company is needed
  await Engine.open({ tenant: 'acme', subject: 'u-17' });
  // @ts-expect-error the door is `open`
  new Engine();
  // @ts-expect-error an import says who the person is
  await engine.import('text', { name: 'cv.txt' });
  // @ts-expect-error not something a person can say of a step
  await engine.feedback('item-1', 'meh');
  // @ts-expect-error a contest has a reason
  await engine.contest('rust', { claim: 2 });
  // @ts-expect-error not an encoding that is read
  await engine.scan('text', { encoding: 'shift-jis' });
  // @ts-expect-error whether this page runs the engine is not ours to set
  engine.tabRole = 'writer';
  // @ts-expect-error a misspelt code
  const code: KnownErrorCode = 'trust.pinned';
  // @ts-expect-error levels are ranges with a best guess, not numbers
  const level: number = (await engine.profile()).skills[0]!.level;
  // @ts-expect-error the code is read-only
  new SkillkeepError('trust.pin').code = code;
  console.log(level);
}
