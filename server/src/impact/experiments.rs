//! Experiments: what each arm's own changes come to, from releases alone. Who is in which arm nobody here can know.

use serde::Serialize;
use skillkeep::sync::{CHANGE_BINS, Day, Encoding, Experiment};
use skillkeep_insight::exact::Test;
use skillkeep_insight::impact::{ArmEffect, Design, EventTime, Findings, Look, LookEffect, findings};
use skillkeep_insight::{Estimate, Interval, MIN_COVERAGE, Released, Sums};

use crate::insight::company::{Company, Place, Question};
use crate::insight::shelf::Shelf;
use crate::insight::views::{Figure, How, NoExperiments};
use crate::tasks::Span;

/// Below this a check is failed.
const DOUBT: f64 = 0.05;

/// All experiments.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Experiments {
    /// One a measure and cell.
    pub experiments: Vec<ExperimentView>,
}

/// What may be said of an experiment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// Surely more than nothing.
    Helps,
    /// Surely less than nothing.
    Harms,
    /// The interval has both.
    Unclear,
    /// A check failed: the effect is not to be believed.
    Doubted,
    /// Fewer than three in five of those who are in it answered.
    FewAnswers,
    /// No arm can be compared yet.
    Early,
}

/// One experiment in one cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExperimentView {
    /// Measure id.
    pub measure: String,
    /// Its question.
    pub question: String,
    /// Why it is asked.
    pub purpose: String,
    /// Cell name.
    pub cell: String,
    /// Its name.
    pub cell_label: String,
    /// Skills whose mean level is followed, by name.
    pub skills: Vec<String>,
    /// First day of the experiment.
    pub from: String,
    /// Largest change that one person tells, levels.
    pub clip: f64,
    /// The newest period with a release.
    pub period: String,
    /// What may be said.
    pub finding: Finding,
    /// Mean change of those who had begun minus that of the others, levels; of the newest period. None while it is early.
    pub effect: Option<EffectView>,
    /// The arms, as the dictionary has them.
    pub arms: Vec<ArmView>,
    /// Who is behind it.
    pub people: InIt,
    /// Every look so far.
    pub looks: Vec<LookView>,
    /// By quarters since an arm began; below 0 it should be nothing.
    pub events: Vec<EventView>,
    /// Each arm in each period.
    pub cells: Vec<ArmEffectView>,
    /// "Nothing happened before the beginning": corrected for their number.
    pub placebo: Option<Check>,
    /// "The arms are as large as drawn": corrected for their number.
    pub balance: Option<Check>,
    /// The releases.
    pub how: Vec<How>,
}

/// A number with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Within {
    /// The estimate.
    pub value: f64,
    /// 95 %.
    pub interval: Interval,
}

impl From<Estimate> for Within {
    fn from(estimate: Estimate) -> Within {
        Within { value: estimate.value, interval: estimate.interval95() }
    }
}

/// The result.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EffectView {
    /// Levels a person.
    #[serde(flatten)]
    pub within: Within,
    /// The headline: the lower end where it helps, the upper where it harms; else 0. What is promised is never more than is sure.
    pub surely: f64,
    /// An effect of this size would have been told from nothing four times in five.
    pub detectable: f64,
    /// If everybody in the cell had it: levels in all, over people.
    pub everybody: Interval,
}

/// One arm.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArmView {
    /// Id.
    pub id: String,
    /// Name.
    pub label: String,
    /// Share of the people it was drawn with, 0..=1.
    pub share: f64,
    /// First day; None: it is only compared with.
    pub starts: Option<String>,
    /// People of the newest period.
    pub people: Within,
    /// Their mean change, levels.
    pub change: Option<Within>,
}

/// Who is in an experiment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct InIt {
    /// Answers that name an arm.
    pub answers: Within,
    /// People of the cell whom the shares put into an arm, about.
    pub headcount: u64,
    /// One over the other, 0..=1.
    pub coverage: f64,
}

/// One look.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LookView {
    /// Period id.
    pub period: String,
    /// The effect then.
    #[serde(flatten)]
    pub within: Within,
    /// With all other looks together at 95 %.
    pub always: Interval,
}

/// At one distance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct EventView {
    /// Periods since the beginning.
    pub distance: i64,
    /// The effect.
    #[serde(flatten)]
    pub within: Within,
    /// Arms in it.
    pub groups: usize,
}

/// One arm in one period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArmEffectView {
    /// Arm id.
    pub arm: String,
    /// Period id.
    pub period: String,
    /// Periods since it began.
    pub distance: i64,
    /// The effect.
    #[serde(flatten)]
    pub within: Within,
}

/// A check of what is taken for granted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Check {
    /// The p-value.
    pub p: f64,
    /// Not failed.
    pub passed: bool,
}

impl From<Test> for Check {
    fn from(test: Test) -> Check {
        Check { p: test.p, passed: test.p >= DOUBT }
    }
}

/// Every experiment of which there is a release.
pub fn experiments(company: &Company, shelf: &Shelf) -> Figure<Experiments, NoExperiments> {
    let mut all = Vec::new();
    for question in company.questions() {
        let Encoding::Change { skills, clip, experiment } = &question.measure.encoding else { continue };
        let about = About { question, skills, clip: f64::from(*clip) / 100.0, experiment };
        for place in &question.cells {
            let found = question.periods().iter().enumerate().filter_map(|(time, span)| {
                let released = shelf.get(&place.asked, span)?;
                Some(released.as_ref().map(|sums| (time, span.as_ref(), sums)))
            });
            let Some(releases) = Released::collect(found) else { continue };
            let view = releases.map(|seen| about.view(company, place, &seen).ok_or(()));
            all.extend(view.transpose());
        }
    }
    match Released::collect(all) {
        Some(all) => Figure::Of(all.map(|experiments| Experiments { experiments })),
        None => Figure::Nothing(NoExperiments::default()),
    }
}

struct About<'c> {
    question: &'c Question,
    skills: &'c [String],
    clip: f64,
    experiment: &'c Experiment,
}

impl About<'_> {
    fn design(&self) -> Design {
        let place = |day: Day| {
            let ends = |span: &Span| Day::parse(&span.written[1]).is_some_and(|end| day < end);
            self.question.periods().iter().position(|span| ends(span)).map(|p| p as i64)
        };
        let arms = self.experiment.arms.iter().map(|a| (f64::from(a.share), a.starts.and_then(place))).collect();
        let half = (CHANGE_BINS / 2) as f64;
        let cells = (0..CHANGE_BINS).map(|bin| (bin as f64 - half) / half * self.clip).collect();
        Design { arms, cells }
    }

    /// None where no release has the question's shape, which whoever opened it has ruled out.
    fn view(&self, company: &Company, place: &Place, seen: &[(usize, &Span, &Sums)]) -> Option<ExperimentView> {
        let design = self.design();
        let looks: Vec<Look> = seen.iter().filter_map(|(time, _, sums)| design.look(*time as i64, sums)).collect();
        let (newest, (_, span, sums)) = (looks.last()?, seen.last()?);
        let found = findings(&design, &looks).ok();
        let whole = self.experiment.arms.iter().map(|a| u64::from(a.share)).sum::<u64>();
        let headcount = u64::try_from(u128::from(sums.headcount) * u128::from(whole) / 1000).unwrap_or(u64::MAX);
        let n: f64 = newest.arms.iter().map(|c| c.n).sum();
        let noise: f64 = newest.arms.iter().map(|c| c.n_noise).sum();
        let coverage = if headcount == 0 { 0.0 } else { (n / headcount as f64).clamp(0.0, 1.0) };
        let result = found.as_ref().and_then(|f| f.looks.last()).filter(|l| l.time == newest.time);
        let period = |time: i64| {
            let span = usize::try_from(time).ok().and_then(|t| self.question.periods().get(t));
            span.map(|s| s.id.clone()).unwrap_or_default()
        };
        let arm_id = |arm: usize| self.experiment.arms.get(arm).map(|a| a.id.clone()).unwrap_or_default();
        let look = |l: &LookEffect| LookView { period: period(l.time), within: l.effect.into(), always: l.always };
        let event = |e: &EventTime| EventView { distance: e.distance, within: e.effect.into(), groups: e.groups };
        let cell = |a: &ArmEffect| ArmEffectView {
            arm: arm_id(a.arm),
            period: period(a.time),
            distance: a.distance,
            within: a.effect.into(),
        };
        let list = |f: &Findings| {
            (
                f.looks.iter().map(look).collect(),
                f.events.iter().map(event).collect(),
                f.arms.iter().map(cell).collect(),
            )
        };
        let (looks, events, cells) = found.as_ref().map(list).unwrap_or_default();
        let arms = self.experiment.arms.iter().zip(&newest.arms).map(|(arm, change)| ArmView {
            id: arm.id.clone(),
            label: arm.label.clone(),
            share: f64::from(arm.share) / 1000.0,
            starts: arm.starts.map(|d| d.to_string()),
            people: Estimate { value: change.n, variance: change.n_noise }.into(),
            change: change.mean().ok().map(Within::from),
        });
        let placebo = found.as_ref().and_then(|f| f.placebo).map(Check::from);
        let balance = found.as_ref().and_then(|f| f.balance).map(Check::from);
        Some(ExperimentView {
            measure: self.question.measure.id.clone(),
            question: self.question.measure.question.clone(),
            purpose: self.question.measure.purpose.clone(),
            cell: place.asked.cell.clone(),
            cell_label: place.label.clone(),
            skills: self.skills.iter().map(|id| company.label(id).to_owned()).collect(),
            from: self.experiment.from.to_string(),
            clip: self.clip,
            period: span.id.clone(),
            finding: finding(result, coverage, [placebo, balance]),
            effect: result.map(|l| effect(l, sums.headcount)),
            arms: arms.collect(),
            people: InIt { answers: Estimate { value: n, variance: noise }.into(), headcount, coverage },
            looks,
            events,
            cells,
            placebo,
            balance,
            how: seen.iter().map(|(_, _, sums)| How::of(sums)).collect(),
        })
    }
}

fn finding(result: Option<&LookEffect>, coverage: f64, checks: [Option<Check>; 2]) -> Finding {
    let Some(look) = result else { return Finding::Early };
    if coverage < MIN_COVERAGE {
        Finding::FewAnswers
    } else if checks.iter().flatten().any(|c| !c.passed) {
        Finding::Doubted
    } else if look.interval.low > 0.0 {
        Finding::Helps
    } else if look.interval.high < 0.0 {
        Finding::Harms
    } else {
        Finding::Unclear
    }
}

fn effect(look: &LookEffect, headcount: u64) -> EffectView {
    let Interval { low, high } = look.interval;
    let heads = headcount as f64;
    EffectView {
        within: look.effect.into(),
        surely: if low > 0.0 { low } else { high.min(0.0) },
        // 1.96 + 0.84: 95 % and four times in five.
        detectable: 2.8 * look.effect.variance.max(0.0).sqrt(),
        everybody: Interval { low: low * heads, high: high * heads },
    }
}
