import { recall } from './person.js';
import { addMessages, direction, languages, loadMessages } from './words.js';

const spoken = (tag: string): boolean => languages.includes(tag.split('-')[0] ?? '');

/** The languages one can choose, each by its own name. */
export const CHOICES: readonly (readonly [string, string])[] = [['en', 'English'], ['de', 'Deutsch']];

/** What the person chose, with the browser's region if it has one, so that days and numbers look as they do at home; else what the browser speaks. */
function chosen(): string {
  const { language } = recall();
  const own = navigator.languages ?? [];
  return (language ? own.find((tag) => tag.split('-')[0] === language) ?? language : own.find(spoken)) ?? 'en';
}

/** Sets the page's language and fetches its words. `?lang=` is for trying another, `ar-XB` and `en-XA` among them. */
export async function speak(): Promise<void> {
  const root = document.documentElement;
  root.lang = new URLSearchParams(location.search).get('lang') || chosen();
  root.dir = direction(root.lang);
  if (!root.lang.startsWith('de')) return;
  const portal = import('./messages/de.js').then(({ de, becauseDe }) => { for (const words of [de, becauseDe]) addMessages('de', words); });
  await Promise.all([loadMessages(root.lang), portal.catch(() => undefined)]);
}
