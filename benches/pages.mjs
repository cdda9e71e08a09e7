/** Made-up text of work, the same for the same seed: pages of a CV, logs of commits. */
import { NOW } from './lib.mjs';

/** Sentences of work, of which every page and every log is made. */
const SENTENCES = ['Led a team of five who moved the booking service to Kubernetes', 'kept the stock of two warehouses in order with weekly cycle counts', 'wrote SQL reports that the sales people open every morning', 'trained new colleagues in handling dangerous goods',
  'negotiated contracts with suppliers and kept their prices in a spreadsheet', 'planned routes for twelve drivers and their vehicles', 'designed web pages that people with a screen reader can use', 'built data pipelines in Python and Apache Airflow', 'answered complaints by telephone with patience',
  'prepared the monthly accounts and the tax declarations', 'organised first aid courses for the night shift', 'reviewed the code of others and wrote automated tests', 'advised customers on the choice of heating systems', 'maintained conveyor belts and hydraulic presses', 'analysed survey answers with statistical methods',
  'translated manuals from German into English', 'drew up the budget of the department and defended it', 'set up monitoring of servers with alerts that matter', 'managed the change to a new payroll system', 'coached apprentices through their first year'];
const SUBJECTS = ['Read parcel scans into staging', 'Cache the stock levels in Redis', 'Fix the join that lost returns', 'Move the checkout tests to Playwright', 'Terraform: one module a region', 'Type the basket', 'Faster window query for the dashboard', 'Retry the payment webhook', 'Document the release', 'Bump dependencies'];
const TAILS = ['py', 'ts', 'sql', 'tf', 'rs', 'yml', 'md', 'kt'];

/** Always the same numbers for a seed (mulberry32). */
function chance(seed) {
  let state = seed;
  return (most) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % most;
  };
}
/** A page of a CV of 500 words. */
export function page(seed) {
  const pick = chance(seed);
  const lines = ['2019 - 2026'];
  for (let words = 0; words < 500;) {
    const line = `- ${SENTENCES[pick(SENTENCES.length)]}, ${SENTENCES[pick(SENTENCES.length)]}.`;
    lines.push(line);
    words += line.split(' ').length - 1;
  }
  return lines.join('\n');
}
/** A log of commits of so many bytes. */
export function log(bytes) {
  const pick = chance(1);
  const all = [];
  for (let size = 0, n = 0; size < bytes; n++) {
    const hash = n.toString(16).padStart(40, '0');
    const at = new Date(NOW.at - n * 3_600_000).toUTCString().replace(',', '').replace(/^(\w+) (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1 $3 $2 $5 $4 +0000');
    const text = `commit ${hash}\nAuthor: Ada Fontes <ada@harbour-lane.example>\nDate:   ${at}\n\n    ${SUBJECTS[pick(SUBJECTS.length)]}, part ${n}\n    \n    ${SENTENCES[pick(SENTENCES.length)]}.\n\n${1 + pick(90)}\t${pick(40)}\tsrc/part_${pick(400)}.${TAILS[pick(TAILS.length)]}\n\n`;
    all.push(text);
    size += text.length;
  }
  return all.join('');
}
