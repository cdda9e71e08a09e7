/** The keeper's console: what a privacy officer or a works council sees. It speaks to the keeper alone. */
import { raise } from './shell.js';
import './keeper/batches.js';
import './keeper/overview.js';
import './keeper/questions.js';
import './keeper/releases.js';
import { speak } from './words.js';

await speak();
raise({
  party: 'keeper',
  places: [
    { name: 'overview', title: 'console.overview', roles: ['officer'], tag: 'keeper-overview' },
    { name: 'questions', title: 'console.questions', roles: ['officer'], tag: 'keeper-questions' },
    { name: 'batches', title: 'console.batches', roles: ['officer'], tag: 'keeper-batches' },
    { name: 'releases', title: 'console.releases', roles: ['officer'], tag: 'keeper-releases' },
    { name: 'users', title: 'console.users.title', roles: ['admin'], tag: 'console-users' },
  ],
});
