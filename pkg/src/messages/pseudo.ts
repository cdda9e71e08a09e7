/** Pseudo-locales: English that looks foreign, so that a missing translation, a cramped box or a left margin shows at a glance. */

/** The parser's tree, as far as it is needed here. */
export type Ast = { type: number; value: string; options?: Record<string, { value: Ast }>; children?: Ast }[];

const plain = 'aceinouyACEINOUY';
const accented = 'åçéîñöûýÅÇÉÎÑÖÛÝ';
const accent = (text: string): string => {
  const letters = [...text].map((letter) => accented[plain.indexOf(letter)] ?? letter).join('');
  return text.trim().length > 3 ? `${letters}${'~'.repeat(Math.ceil(text.trim().length / 3))}` : letters;
};
/** Each word between a right-to-left override and its end. */
const mirror = (text: string): string => text.replace(/\S+/g, (word) => `\u200f\u202e${word}\u202c\u200f`);

/** The same message in disguise: literals change, values, plurals and tags stay. */
export function disguise(ast: Ast, kind: 'accent' | 'mirror'): Ast {
  const change = kind === 'accent' ? accent : mirror;
  return ast.map((node) => ({
    ...node,
    ...(node.type === 0 ? { value: change(node.value) } : {}),
    ...(node.children ? { children: disguise(node.children, kind) } : {}),
    ...(node.options ? { options: Object.fromEntries(Object.entries(node.options).map(([name, option]) => [name, { ...option, value: disguise(option.value, kind) }])) } : {}),
  }));
}
