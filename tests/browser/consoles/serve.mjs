/** Answers a console's routes from fixtures, in the place of its server: one login, what a test changes, every call written down. */
import { readFileSync } from 'node:fs';

/** A fixture, fresh each time: a test may change it. */
export const fixture = (name) => JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8'));

/** The one password that these logins have. */
export const PASSWORD = 'correct horse battery';

/** What a problem looks like on the wire. */
const problem = (status, code, headers = {}, more = {}) => ({ status, headers: { 'content-type': 'application/problem+json', ...headers }, body: JSON.stringify({ type: `urn:skillkeep:error:${code}`, title: code, status, ...more }) });

/** Stands in for the server of `party` in a context. `role` is logged in already unless it is null. Change `world` to change what is answered. */
export async function stand(context, party, role = null) {
  const session = (as) => ({ user: `${as}.test`, role: as, csrf: 'token-1', mustChange: world.mustChange });
  const world = {
    role, mustChange: false, calls: [], status: fixture('status'), users: party === 'keeper' ? fixture('users') : [{ user: 'root', role: 'admin' }, { user: 'planner.test', role: 'planner' }],
    /** Replaces an answer: `{ 'overview': (url) => object | [status, code, headers] }`; a promise delays it. */
    answers: {}, down: false,
  };
  /** The company's own vocabulary: what was decided stays decided while the test lasts. */
  const taxonomy = (url, path, body) => {
    const all = (world.proposals ??= fixture('taxonomy-proposals'));
    const [, part = '', id, act] = path.split('/').map(decodeURIComponent);
    const one = all.rows.find((row) => row.id === id);
    const ask = (name) => url.searchParams.get(name);
    if (part === '') return { ...fixture('taxonomy'), waiting: all.rows.filter((row) => ['open', 'deferred'].includes(row.status)).length, accepted: all.rows.filter((row) => row.status === 'accepted').length };
    if (part === 'skills') {
      const found = fixture('taxonomy-skills');
      const from = Number(ask('from') ?? 0);
      const rows = from ? found.rows.map((row, i) => ({ ...row, id: `later_${i}`, label: `Later skill ${from + i + 1}` })) : found.rows;
      const wanted = rows.filter((row) => row.label.toLowerCase().includes((ask('text') ?? '').toLowerCase()) && (!ask('kind') || row.kind === ask('kind')));
      return { ...found, from, rows: wanted, total: ask('text') || ask('kind') ? wanted.length : found.total };
    }
    if (part === 'skill') return ask('id') === 'php' ? fixture('taxonomy-skill') : [404, 'skill.unknown'];
    if (part === 'changes') return fixture('taxonomy-changes');
    if (part === 'catalogue') return { health: fixture('taxonomy-catalogue') };
    if (part === 'terms') return body && Object.keys(body).length === 0 && world.calls.at(-1).method === 'POST' ? { new: 2, renewed: 1, decided: 0, again: false } : fixture('taxonomy-terms');
    if (part === 'export') return { format: 1, proposals: all.rows.filter((row) => row.status === 'accepted').map(({ id: own, kind, label }) => ({ id: own, kind, label })) };
    if (part === 'import') return { new: body.proposals?.length ?? 0, renewed: 0, decided: 0, again: false };
    if (part === 'market') return { shape: 'postings', rows: 12, terms: 3, known: 2, left: 0, new: 1, renewed: 1, decided: 0, again: false };
    if (part === 'propose') { all.rows.push({ ...all.rows[0], ...body, id: 'made', subjects: [], into: [], raised: 'owner', evidence: [] }); return all.rows.at(-1); }
    if (part !== 'proposals') return undefined;
    if (!id) return { ...all, rows: all.rows.filter((row) => ['status', 'kind', 'domain', 'raised'].every((name) => !ask(name) || row[name] === ask(name))) };
    if (!one) return [404, 'proposal.unknown'];
    if (!act) return one;
    if (body.version !== one.version) return [409, 'proposal.conflict'];
    return Object.assign(one, { status: act === 'undo' ? 'open' : body.decision, note: body.note ?? '', version: one.version + 1, decided: act === 'undo' ? null : 1795300000000 });
  };
  const data = {
    keeper: { overview: () => fixture('keeper-overview'), questions: () => fixture('questions'), releases: () => fixture('releases'), batches: (url) => fixture('batches').filter((batch) => !url.searchParams.get('period') || batch.period === url.searchParams.get('period')) },
    insight: {
      overview: () => fixture('insight-overview'), supply: (url, path) => fixture(path === 'supply/skill' ? 'supply-skill' : `supply-${url.searchParams.get('over')}`), gaps: (url) => fixture(`gaps-${url.searchParams.get('over')}`), fairness: () => fixture('fairness'),
      shortfalls: (url) => ({ ...fixture('shortfalls'), over: url.searchParams.get('over'), people: Number(url.searchParams.get('people')) }),
      forecast: (url) => { const full = fixture('forecast'); return url.searchParams.get('skill') === full.skill && url.searchParams.get('cell') === full.cell ? full : fixture('forecast-few'); },
      audit: (url, path, body) => {
        if (path === 'audit') return fixture('audit');
        if (path !== 'audit/findings') return undefined;
        const { number, steps, period, measure, subject, ...step } = body;
        const made = { ...step, who: 'auditor.test', at: 1795300000000 };
        const all = (world.findings ??= []);
        if (step.state && number) all.find((one) => one.number === number).steps.push(made);
        else if (step.state) all.push({ number: all.length + 1, period, measure, subject, steps: [made] });
        return all;
      },
      /** What was proposed and decided stays while the test lasts. */
      actions: (url, path, body) => {
        if (path !== 'actions' && path !== 'actions/act') return fixture(path.replace('/', '-'));
        const all = (world.actions ??= fixture('actions'));
        const step = (act) => ({ act, note: body.note ?? '', who: `${world.role}.test`, at: 1795600000000 });
        if (body.plan) {
          const { skill, label, cell, cellLabel, ...row } = fixture('actions-shortfalls').rows.find((each) => each.skill === body.skill && each.cell === body.cell);
          const plan = { summary: '', items: [], count: 0, minutes: 90, from: 0, to: 2, also: [], starts: '', ends: '', contact: '', ...body.plan };
          all.actions.unshift({ number: all.actions.length + 1, proposal: { shortfall: { skill, label, cell, cellLabel, people: body.people, ...row }, plan, titles: plan.items }, steps: [step('propose')], state: 'proposed', may: ['withdraw'], own: true });
        }
        if (body.act) {
          const one = all.actions.find((each) => each.number === body.number);
          if (one.steps.length !== body.steps) return [409, 'action.conflict'];
          if (['decline', 'withdraw'].includes(body.act) && !body.note) return [400, 'action.note'];
          one.steps.push(step(body.act));
          [one.state, one.may] = { approve: ['approved', ['publish', 'withdraw']], decline: ['declined', []], publish: ['published', ['end', 'withdraw']], end: ['ended', []], withdraw: ['withdrawn', []] }[body.act];
        }
        return world.role === 'auditor' ? { ...all, actions: all.actions.map((each) => ({ ...each, may: [], own: false })) } : all;
      },
      taxonomy: (url, path, body) => taxonomy(url, path, body),
      plan: (url, path, body) => {
        const [, part, id] = path.split('/').map(decodeURIComponent);
        const { method } = world.calls.at(-1);
        const plans = (world.plans ??= fixture('plans'));
        if (part === 'scenarios' && method === 'DELETE') { plans.scenarios = plans.scenarios.filter((one) => one.id !== id); return {}; }
        if (part === 'scenarios' && method === 'POST') {
          const kept = { id: body.id ?? `made-${world.calls.length}`, version: (body.version ?? 0) + 1, name: body.name, body: body.body, who: 'planner.test', at: 1795400000000 };
          plans.scenarios = [kept, ...plans.scenarios.filter((one) => one.id !== kept.id)];
          return kept;
        }
        if (part === 'scenarios') return plans;
        if (part === 'headcount') return { rows: plans.scenarios.at(-1).body.plan.concat([{ role: 'data_analyst', function: plans.functions[0].id, region: plans.regions[0].id, period: '2027-q1', headcount: 12 }]) };
        if (part === 'series' && method === 'DELETE') { world.series = { series: (world.series ?? fixture('plan-series')).series.filter((one) => one.name !== id) }; return {}; }
        if (part === 'series') return (world.series ??= fixture('plan-series'));
        return fixture(`plan-${part}`);
      },
      impact: (url, path, body) => {
        if (path === 'impact/endpoints' && body.text !== undefined) return { taken: 5, refused: 2, bad: [{ line: 7, why: 'cell' }, { line: 8, why: 'few' }] };
        if (path !== 'impact/endpoints') return fixture(path.replace('/', '-'));
        const full = fixture('impact-endpoints');
        const metric = url.searchParams.get('metric');
        return { ...full, rows: metric === 'quality' ? full.rows : [], compared: url.searchParams.get('cells') ? full.compared : null };
      },
    },
  }[party];
  const roles = { overview: ['officer', 'planner', 'auditor'], questions: ['officer'], batches: ['officer'], releases: ['officer'], taxonomy: ['planner', 'auditor', 'owner'], impact: ['planner', 'auditor'], plan: ['planner'], audit: ['auditor'], actions: ['planner', 'auditor'], supply: ['planner'], gaps: ['planner'], shortfalls: ['planner'], forecast: ['planner'], fairness: ['auditor'], users: ['admin'] };

  const answer = async (route, request, path, url) => {
    const method = request.method();
    const text = request.postData() ?? '';
    // A market table is no JSON.
    const body = !text ? {} : request.headers()['content-type'] === 'application/json' ? JSON.parse(text) : { text };
    const csrf = request.headers()['x-csrf-token'];
    const json = (value, status = 200) => route.fulfill({ status, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' }, body: JSON.stringify(value) });
    const refuse = (...given) => route.fulfill(problem(...given));
    world.calls.push({ method, path, body, csrf });
    if (world.down) return route.abort('connectionfailed');
    const own = await world.answers[path]?.(url, body);
    if (Array.isArray(own) && typeof own[0] === 'number') return refuse(...own);
    if (path === 'login') {
      const as = body.user?.split('.')[0];
      if (own !== undefined) return json(own);
      if (body.password !== PASSWORD) return refuse(401, 'login.refused');
      world.role = as;
      return json(session(as));
    }
    if (!world.role) return refuse(401, 'session.none');
    if (path === 'session') return json(session(world.role));
    if (method !== 'GET' && csrf !== 'token-1') return refuse(403, 'session.csrf');
    if (path === 'logout') { world.role = null; return route.fulfill({ status: 204 }); }
    if (path === 'password') {
      if (body.old !== PASSWORD) return refuse(401, 'login.refused');
      world.mustChange = false;
      return route.fulfill({ status: 204 });
    }
    const name = path.split('/')[0];
    if (!roles[name]?.includes(world.role)) return refuse(403, 'session.role');
    if (name === 'users') {
      if (method === 'GET') return json(own ?? world.users);
      if (method === 'DELETE') { world.users = world.users.filter((user) => user.user !== decodeURIComponent(path.slice(6))); return route.fulfill({ status: 204 }); }
      world.users = [...world.users, { user: body.user, role: body.role }];
      return json({ ...body, password: 'tidal-lantern-mossy-quarry' }, 201);
    }
    const found = own ?? data[name]?.(url, path, body);
    if (Array.isArray(found) && typeof found[0] === 'number') return refuse(...found);
    return found === undefined ? refuse(404, 'route.unknown') : json(found);
  };
  await context.route(`**/${party}/console/**`, (route, request) => {
    const url = new URL(request.url());
    return answer(route, request, url.pathname.slice(`/${party}/console/`.length), url);
  });
  await context.route('**/status', (route) => world.down ? route.abort('connectionfailed') : route.fulfill({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(world.status) }));
  return world;
}
