/** Answers a console's routes from fixtures, in the place of its server: one login, what a test changes, every call written down. */
import { readFileSync } from 'node:fs';

/** A fixture, fresh each time: a test may change it. */
export const fixture = (name) => JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8'));

/** The one password that these logins have. */
export const PASSWORD = 'correct horse battery';

/** What a problem looks like on the wire. */
const problem = (status, code, headers = {}) => ({ status, headers: { 'content-type': 'application/problem+json', ...headers }, body: JSON.stringify({ type: `urn:skillkeep:error:${code}`, title: code, status }) });

/** Stands in for the server of `party` in a context. `role` is logged in already unless it is null. Change `world` to change what is answered. */
export async function stand(context, party, role = null) {
  const session = (as) => ({ user: `${as}.test`, role: as, csrf: 'token-1', mustChange: world.mustChange });
  const world = {
    role, mustChange: false, calls: [], status: fixture('status'), users: party === 'keeper' ? fixture('users') : [{ user: 'root', role: 'admin' }, { user: 'planner.test', role: 'planner' }],
    /** Replaces an answer: `{ 'overview': (url) => object | [status, code, headers] }`; a promise delays it. */
    answers: {}, down: false,
  };
  const data = {
    keeper: { overview: () => fixture('keeper-overview'), questions: () => fixture('questions'), releases: () => fixture('releases'), batches: (url) => fixture('batches').filter((batch) => !url.searchParams.get('period') || batch.period === url.searchParams.get('period')) },
    insight: {
      overview: () => fixture('insight-overview'), supply: (url) => fixture(`supply-${url.searchParams.get('over')}`), gaps: (url) => fixture(`gaps-${url.searchParams.get('over')}`), fairness: () => fixture('fairness'),
      forecast: (url) => { const full = fixture('forecast'); return url.searchParams.get('skill') === full.skill && url.searchParams.get('cell') === full.cell ? full : fixture('forecast-few'); },
    },
  }[party];
  const roles = { overview: ['officer', 'planner', 'auditor'], questions: ['officer'], batches: ['officer'], releases: ['officer'], supply: ['planner'], gaps: ['planner'], forecast: ['planner'], fairness: ['auditor'], users: ['admin'] };

  const answer = async (route, request, path, url) => {
    const method = request.method();
    const body = request.postData() ? JSON.parse(request.postData()) : {};
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
    const found = own ?? data[name]?.(url);
    return found === undefined ? refuse(404, 'route.unknown') : json(found);
  };
  await context.route(`**/${party}/console/**`, (route, request) => {
    const url = new URL(request.url());
    return answer(route, request, url.pathname.slice(`/${party}/console/`.length), url);
  });
  await context.route('**/status', (route) => world.down ? route.abort('connectionfailed') : route.fulfill({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(world.status) }));
  return world;
}
