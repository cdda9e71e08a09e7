//! The level as a Gaussian that evidence moves and time pulls back: one step per event, constant work.
//!
//! Between events the part above the prior shrinks on a power curve and the variance returns to the prior's. See
//! `docs/profile-model.md`.

use super::observe::{Observation, independent, read};
use super::{Correct, Parameters};
use crate::clock::{DAY_MS, Millis};

/// Number of evidence kinds, for the weekly counts.
const KINDS: usize = 12;

/// What is known of one skill after some events.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct State {
    /// Time of the last event.
    at: Millis,
    /// Mean minus the prior mean, at `at`.
    above: f64,
    /// Variance at `at`, never above the prior's.
    variance: f64,
    /// Days of stability.
    pub(crate) stability: f64,
    /// Where the forgetting curve starts: the last practice, else the first event.
    anchor: Option<Millis>,
    /// Last practice.
    pub(crate) last: Option<Millis>,
    /// All that fading has taken (negative) or given so far.
    pub(crate) faded: f64,
    /// The same since the last practice.
    faded_since: f64,
    /// The person's last word was "no".
    contest: Option<Contest>,
    /// Events that say something of the level: evidence, or a level in the person's own words.
    pub(crate) grounds: u32,
    /// Pieces of evidence among them.
    pub(crate) evidence: u32,
    /// Week and pieces seen in it, by kind.
    weeks: [(i64, f64); KINDS],
}

/// What a standing "no" took, so that a later "yes" gives it back; it fades like the rest.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Contest {
    /// Levels taken from the mean.
    taken: f64,
    /// The variance before it.
    variance: f64,
    /// The person named another level.
    claimed: bool,
}

/// The mean and the rest at one moment, without changing the state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Now {
    /// Mean, 0..=5.
    pub(crate) mean: f64,
    /// Variance, > 0.
    pub(crate) variance: f64,
    /// Total of fading so far.
    pub(crate) faded: f64,
    /// Fading since the last practice.
    pub(crate) faded_since: f64,
}

impl State {
    /// Nothing known.
    pub(crate) fn new(p: &Parameters) -> Self {
        State {
            at: Millis(i64::MIN),
            above: 0.0,
            variance: p.prior_sd * p.prior_sd,
            stability: p.first_stability,
            anchor: None,
            last: None,
            faded: 0.0,
            faded_since: 0.0,
            contest: None,
            grounds: 0,
            evidence: 0,
            weeks: [(i64::MIN, 0.0); KINDS],
        }
    }

    /// Does the person say it is wrong?
    pub(crate) fn contested(&self) -> bool {
        self.contest.is_some()
    }

    /// The state carried on to `now` (not before the last event) by fading alone.
    pub(crate) fn now(&self, p: &Parameters, now: Millis) -> Now {
        let kept = self.kept(p, now);
        let loss = self.above * kept - self.above;
        let prior = p.prior_sd * p.prior_sd;
        let variance = widened(self.variance, kept, prior);
        Now {
            mean: (p.prior_level + self.above + loss).clamp(0.0, 5.0),
            variance,
            faded: self.faded + loss,
            faded_since: self.faded_since + loss,
        }
    }

    /// The share of the deviation that is left at `now` of what there was at `self.at`.
    fn kept(&self, p: &Parameters, now: Millis) -> f64 {
        let Some(anchor) = self.anchor else { return 1.0 };
        if now <= self.at {
            return 1.0;
        }
        let scale = p.fade_scale() * self.stability;
        let ratio = (scale + self.at.days_since(anchor)) / (scale + now.days_since(anchor));
        // The square root is exact in every floating-point unit, so that all browsers agree to the last bit.
        let kept = if p.fade_power == 0.5 { ratio.sqrt() } else { ratio.powf(p.fade_power) };
        kept.clamp(0.0, 1.0)
    }

    /// Carries the state to the time of an event.
    fn advance(&mut self, p: &Parameters, at: Millis) {
        let kept = self.kept(p, at);
        let now = self.now(p, at);
        self.above *= kept;
        if let Some(contest) = &mut self.contest {
            contest.taken *= kept;
            contest.variance = widened(contest.variance, kept, p.prior_sd * p.prior_sd);
        }
        self.variance = now.variance;
        self.faded = now.faded;
        self.faded_since = now.faded_since;
        self.at = at;
        self.anchor.get_or_insert(at);
    }

    /// A Kalman update (R. E. Kalman, 1960) with a level and its information; gives what was added to the mean.
    fn update(&mut self, p: &Parameters, level: f64, information: f64) -> f64 {
        let gain = self.variance * information / (1.0 + self.variance * information);
        let added = self.shift(p, gain * (level - p.prior_level - self.above));
        self.variance *= 1.0 - gain;
        added
    }

    /// The same for a kind that sees no finer than its floor, a variance. What keeps it from seeing finer is also that people
    /// change: at the floor the newest piece still moves the mean, and the variance stays. A mean that something finer has
    /// set is left alone.
    fn follow(&mut self, p: &Parameters, level: f64, information: f64, floor: f64) -> f64 {
        let before = self.variance;
        if before < floor * (1.0 - 1e-9) {
            return 0.0;
        }
        let added = self.update(p, level, information);
        self.variance = self.variance.max(floor).min(before);
        added
    }

    /// Moves the mean within 0..=5; gives by how much.
    fn shift(&mut self, p: &Parameters, by: f64) -> f64 {
        let before = self.above;
        self.above = (before + by).clamp(-p.prior_level, 5.0 - p.prior_level);
        self.above - before
    }

    /// A piece of evidence; gives what it added to the mean.
    pub(crate) fn evidence(&mut self, p: &Parameters, o: &Observation) -> f64 {
        let Some(reading) = read(p, o) else { return 0.0 };
        self.advance(p, o.at);
        self.grounds += 1;
        self.evidence += 1;
        // Monday to Sunday: the epoch was a Thursday.
        let week = o.at.0.saturating_add(3 * DAY_MS).div_euclid(7 * DAY_MS);
        let fresh = match self.weeks.get_mut(o.kind as usize) {
            Some((seen, pieces)) => {
                if *seen != week {
                    (*seen, *pieces) = (week, 0.0);
                }
                let before = independent(*pieces, reading.correlation);
                *pieces += reading.pieces;
                independent(*pieces, reading.correlation) - before
            }
            None => 1.0,
        };
        let share = if self.contested() { p.contested_share } else { 1.0 };
        let information = reading.information * fresh * share;
        let mean = p.prior_level + self.above;
        let says_nothing_new =
            (reading.at_least && reading.level <= mean) || (reading.at_most && reading.level >= mean);
        let added = if says_nothing_new { 0.0 } else { self.follow(p, reading.level, information, 1.0 / reading.most) };
        if reading.practice > 0.0 {
            self.practise(p, o.at, reading.practice);
        }
        added
    }

    /// Practice restarts the forgetting curve with a greater stability: the longer the gap before it, the more is won (the
    /// spacing effect). It never makes the future worse: an old memory fades more slowly than a fresh one (Jost's law), so the
    /// new curve starts no steeper than the old one had become.
    fn practise(&mut self, p: &Parameters, at: Millis, weight: f64) {
        self.last = Some(at);
        self.faded_since = 0.0;
        if self.above <= 0.0 {
            return;
        }
        let gap = self.anchor.map_or(0.0, |anchor| at.days_since(anchor));
        let won = weight * p.spacing_gain * gap.min(p.spacing_reach * self.stability);
        let grown = (self.stability + won).min(p.most_stability);
        self.stability = grown.max(self.stability + gap / p.fade_scale());
        self.anchor = Some(at);
    }

    /// A word of the person; gives what it added to the mean.
    pub(crate) fn correct(&mut self, p: &Parameters, at: Millis, c: Correct) -> f64 {
        self.advance(p, at);
        let before = self.above;
        let information = |sd: f64| 1.0 / (sd * sd);
        match c {
            Correct::Confirm { level } => {
                self.give_back(p);
                if let Some(level) = sound(level) {
                    self.grounds += 1;
                    self.update(p, level, information(p.confirm_sd));
                }
            }
            Correct::Add { level } => {
                self.give_back(p);
                if let Some(level) = sound(Some(level)) {
                    self.grounds += 1;
                    self.update(p, level, information(p.add_sd));
                }
            }
            Correct::Contest { claim } => {
                self.give_back(p);
                let (held, variance) = (self.above, self.variance);
                match sound(claim) {
                    Some(claim) => {
                        self.grounds += 1;
                        // The person contradicts what is there, so that counts for little: start wide, then take the claim.
                        self.variance = p.prior_sd * p.prior_sd;
                        self.update(p, claim, information(p.claim_sd));
                    }
                    None => {
                        self.shift(p, -(1.0 - p.contested_share) * self.above.max(0.0));
                        let prior = p.prior_sd * p.prior_sd;
                        self.variance += (1.0 - p.contested_share) * (prior - self.variance);
                    }
                }
                self.contest = Some(Contest { taken: held - self.above, variance, claimed: sound(claim).is_some() });
            }
        }
        self.above - before
    }

    /// Ends a contest: what it took comes back.
    fn give_back(&mut self, p: &Parameters) {
        if let Some(contest) = self.contest.take() {
            self.shift(p, contest.taken);
            self.variance = if contest.claimed { contest.variance } else { self.variance.min(contest.variance) };
        }
    }

    /// The variance after one more ordinary piece with this information.
    pub(crate) fn variance_after(variance: f64, information: f64, most: f64) -> f64 {
        let room = (most - 1.0 / variance).max(0.0);
        variance / (1.0 + variance * information.min(room))
    }
}

/// A variance after fading. It returns to the prior's as the mean does, in the same proportion, so that equal pieces of evidence
/// leave the share `1 - variance / prior` of their distance behind whatever the gaps, and one more of them never lowers the mean.
fn widened(variance: f64, kept: f64, prior: f64) -> f64 {
    (prior - kept * (prior - variance)).max(variance).min(prior)
}

/// A level a person stated, if it is a number.
fn sound(level: Option<f32>) -> Option<f64> {
    level.filter(|l| l.is_finite()).map(|l| f64::from(l).clamp(0.0, 5.0))
}
