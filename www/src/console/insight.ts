/** The insight console: what planners and auditors see, all of it from signed releases, and the company's own vocabulary. It speaks to insight alone. */
import './insight/actions.js';
import './insight/fairness.js';
import './insight/forecast.js';
import './insight/gaps.js';
import './insight/impact-experiments.js';
import './insight/impact-figures.js';
import './insight/plan-shortfalls.js';
import './insight/plan.js';
import './insight/supply-outlet.js';
import './insight/taxonomy.js';
import { raise } from './shell.js';
import { speak } from './words.js';

await speak();
raise({
  party: 'insight',
  places: [
    { name: 'gaps', title: 'console.gaps', roles: ['planner'], tag: 'insight-gaps' },
    { name: 'shortfalls', title: 'console.short', roles: ['planner'], tag: 'insight-shortfalls' },
    { name: 'plans', title: 'console.plans', roles: ['planner'], tag: 'insight-plans' },
    { name: 'supply', title: 'console.supply', roles: ['planner'], tag: 'insight-supply' },
    { name: 'forecast', title: 'console.forecast', roles: ['planner'], tag: 'insight-forecast' },
    { name: 'fairness', title: 'console.fairness', roles: ['auditor'], tag: 'insight-fairness' },
    { name: 'actions', title: 'console.action', roles: ['planner', 'auditor'], tag: 'insight-actions' },
    { name: 'experiments', title: 'console.impact', roles: ['planner', 'auditor'], tag: 'insight-experiments' },
    { name: 'figures', title: 'console.key', roles: ['planner', 'auditor'], tag: 'insight-figures' },
    { name: 'taxonomy', title: 'console.taxonomy', roles: ['planner', 'auditor', 'owner'], tag: 'insight-taxonomy' },
    { name: 'users', title: 'console.users.title', roles: ['admin'], tag: 'console-users' },
  ],
});
