/** Where the person is: the part of the address after `#`. A hash keeps every screen one file, also without a server that rewrites. */
export const SCREENS = ['steps', 'skills', 'skill', 'roles', 'role', 'import', 'leaves', 'receipt', 'data', 'history', 'card'] as const;
export type ScreenName = (typeof SCREENS)[number];
export interface Route { screen: ScreenName; id: string }

/** Reads a hash; anything unknown is the first screen. */
export function parse(hash: string): Route {
  const [name = '', ...rest] = hash.replace(/^#\/?/, '').split('/');
  const screen = SCREENS.find((each) => each === name) ?? 'steps';
  let id = rest.join('/');
  try { id = decodeURIComponent(id); } catch { /* A broken escape is taken as it stands; the screen says it does not know it. */ }
  return { screen, id };
}

/** The address of a screen. */
export const link = (screen: ScreenName, id = ''): string => screen === 'steps' ? '#/' : id ? `#/${screen}/${encodeURIComponent(id)}` : `#/${screen}`;

/** The entry of the navigation that a screen belongs to. */
export const section = (screen: ScreenName): ScreenName => screen === 'skill' ? 'skills' : screen === 'role' || screen === 'card' ? 'roles' : screen === 'receipt' ? 'leaves' : screen === 'history' ? 'data' : screen;
