//! The person laid out in flat columns, one entry a skill, so that scoring an item is a few array reads.

use super::normal::normal_cdf;
use super::wants::{Source, Want, held, lost, nearly_empty, wants};
use super::{PRIOR_LEVEL, PRIOR_SD, Person};
use crate::catalog::Catalogue;
use crate::clock::Millis;
use crate::map::Map;
use crate::profile::{Estimate, Standing};
use crate::signal::Kind;
use crate::taxonomy::{SkillId, Taxonomy};

/// One skill of the person as scoring reads it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cell {
    /// Mean level that counts as ground.
    pub(crate) mean: f64,
    /// Level that a gap is counted from: the mean, and nothing where nothing is known.
    pub(crate) have: f64,
    /// Standard deviation, with the noise of an item's own `from` added.
    pub(crate) sd: f64,
    /// Wanted level.
    pub(crate) want: f64,
    /// Weight of the want.
    pub(crate) weight: f64,
    /// 0..=1: how much is to be saved by practice now.
    pub(crate) urgency: f64,
    /// 0..=1: how much of what makes the skill easier is there.
    pub(crate) support: f64,
    /// 1 and above: a footing in the skill itself makes a step in it easier to begin, most where work shows the skill.
    pub(crate) footing: f64,
    /// Used at work and never learned.
    pub(crate) untaught: bool,
    /// There is evidence, and it says little.
    pub(crate) uncertain: bool,
}

/// The columns of one person, or of one person without a piece of evidence.
pub(crate) struct Field {
    cells: Vec<Cell>,
    wants: Map<SkillId, Want>,
    /// So little is known that first weeks are assumed.
    pub(crate) nearly_empty: bool,
}

/// Standard deviation of how well a published `from` says what an item expects, in levels.
const FROM_SD: f64 = 0.5;

impl Field {
    /// Lays out the person. `without` names evidence that is to be looked past; `estimates` are those without it.
    pub(crate) fn new(
        tax: &Taxonomy,
        cat: &Catalogue,
        person: &Person<'_>,
        estimates: &Map<SkillId, Estimate>,
        without: Option<u64>,
        now: Millis,
    ) -> Field {
        let spread = |sd: f64| (sd * sd + FROM_SD * FROM_SD).sqrt();
        let nothing = Cell {
            mean: PRIOR_LEVEL,
            // The first piece of evidence of a new skill is worth a little less than that of a first skill.
            have: if nearly_empty(estimates) { 0.0 } else { 0.5 * PRIOR_LEVEL },
            sd: spread(PRIOR_SD),
            want: PRIOR_LEVEL + 0.75,
            weight: 0.05,
            urgency: 0.0,
            support: 1.0,
            footing: 1.0,
            untaught: false,
            uncertain: false,
        };
        let mut cells = vec![nothing; tax.len()];
        for (&skill, e) in estimates {
            let Some(cell) = cells.get_mut(skill.0 as usize) else { continue };
            if e.standing == Standing::Contested {
                // Neither ground to build on nor proof of a gap: at most what one would assume of anybody.
                cell.mean = e.mean.min(PRIOR_LEVEL);
                cell.have = cell.mean;
                continue;
            }
            cell.mean = e.mean;
            cell.have = e.mean;
            cell.sd = spread(e.sd);
            cell.want = (e.mean + 0.75).min(5.0);
            cell.uncertain = e.evidence > 0 && e.sd > 0.9;
            if e.fading {
                cell.urgency = (0.4 + 0.6 * lost(e, now).min(1.0)) * e.p_held.clamp(0.0, 1.0);
            }
            cell.untaught = untaught(person, skill, without);
            let most = if cell.untaught { 0.5 } else { 0.35 };
            cell.footing = 1.0 + most * normal_cdf((e.mean - 0.75) / e.sd.max(0.05));
        }
        let wants = wants(tax, cat, person, estimates, now);
        for (&skill, want) in &wants {
            if let Some(cell) = cells.get_mut(skill.0 as usize) {
                cell.want = want.level;
                cell.weight = want.weight;
            }
        }
        let held = |skill: &SkillId| match estimates.get(skill) {
            Some(e) if e.standing != Standing::Contested => held(e),
            _ => 0.0,
        };
        for skill in cat.taught() {
            let (Some(support), Some(cell)) = (cat.support(skill), cells.get_mut(skill.0 as usize)) else { continue };
            if !support.requires.is_empty() {
                let share = support.requires.iter().map(held).sum::<f64>() / support.requires.len() as f64;
                cell.support *= 0.6 + 0.4 * share;
            }
            if !support.related.is_empty() {
                cell.support *= 0.9 + 0.1 * support.related.iter().map(held).fold(0.0, f64::max);
            }
        }
        Field { cells, wants, nearly_empty: nearly_empty(estimates) }
    }

    /// One skill; what is not in the taxonomy counts as unknown and unwanted.
    pub(crate) fn cell(&self, skill: SkillId) -> Option<&Cell> {
        self.cells.get(skill.0 as usize)
    }

    /// On whose account a skill is wanted.
    pub(crate) fn source(&self, skill: SkillId) -> Source {
        self.wants.get(&skill).map_or(Source::Base, |w| w.source)
    }
}

/// True when work shows the skill and nothing shows that it was ever learned.
fn untaught(person: &Person<'_>, skill: SkillId, without: Option<u64>) -> bool {
    let mut worked = false;
    for e in person.evidence.get(&skill).into_iter().flat_map(|all| all.iter()) {
        let (work, taught) = match e.kind {
            Kind::Commit | Kind::ToolUse | Kind::Project => (true, false),
            Kind::Certificate | Kind::Assessment | Kind::Completion => (false, true),
            _ => (false, false),
        };
        if (work && worked) || !(work || taught) || Some(e.key) == without {
            continue;
        }
        if taught {
            return false;
        }
        worked = true;
    }
    worked
}
