import { leavesEn, type LeavesKey } from './leaves.en.js';
export const leavesDe: Record<LeavesKey, string> = leavesEn;
