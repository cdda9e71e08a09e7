/** Languages beside English: their words are fetched when a page or an element asks for them, so that nobody loads what nobody reads. */
import { addMessages, usual } from './format.js';

const others: Record<string, () => Promise<Record<string, string>[]>> = {
  de: async () => {
    const { de, errorsDe, leavesDe, careerDe } = await import('./de.js');
    return [de, errorsDe, leavesDe, careerDe];
  },
};

/** What the elements speak: the first subtag of BCP 47. */
export const languages: readonly string[] = ['en', ...Object.keys(others)];

const loading = new Map<string, Promise<void>>();
const loaded = new Set<string>();

/**
 * Fetches the words of a language (by default the page's); undefined when they are here already, or when there are none. A page's own words
 * for it, given with `addMessages`, stay. Never rejects: what cannot be fetched is said in English, and tried again the next time.
 */
export function loadMessages(locale?: string): Promise<void> | undefined {
  const language = (locale || usual()).split('-')[0] ?? '';
  const fetchWords = others[language];
  if (!fetchWords || loaded.has(language)) return undefined;
  const under = loading.get(language) ?? fetchWords().then((all) => {
    for (const words of all) addMessages(language, words, true);
    loaded.add(language);
  }).catch(() => undefined).finally(() => loading.delete(language));
  loading.set(language, under);
  return under;
}
