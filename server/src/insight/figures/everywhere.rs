//! One skill over every partition that asks for it: as released, and made to add up.
//!
//! Functions, regions and the whole company are asked apart, each with noise of its own, so their heads never add up to the same number.
//! They count the same people, and the noise is known: generalised least squares gives the figures that fit all of them best and do add
//! up ([`skillkeep_insight::reconcile`]), and every one of them is surer for it.

use skillkeep_insight::reconcile::{Hierarchy, Noise};
use skillkeep_insight::{Estimate, Noisy, People, Question as About, Released, Share, Sums, pool};

use super::supply::clipped;
use super::table::{how, of, share, span};
use crate::insight::company::{Company, PARTITIONS, Question, partition_name};
use crate::insight::shelf::Shelf;
use crate::insight::views::{Apart, Everywhere, EverywhereRow, Figure, HeldView, NoEverywhere};
use crate::problem::Refused;
use crate::tasks::Span;

/// Two questions that let people name different numbers of skills count the same people only where hardly anybody had more to name.
const CLIPPED: f64 = 0.02;
/// How much less is known of the whole, before anything was added up, than of the noisiest figure: nothing that matters.
const UNKNOWN: f64 = 1e6;

/// A skill's shares in all cells that ask for it, in the newest period of the widest question where none is named.
///
/// # Errors
/// [`Refused::Figure`] for a skill that nothing asks for, or a period that is not known.
pub fn everywhere(
    company: &Company,
    shelf: &Shelf,
    skill: &str,
    period: Option<&str>,
) -> Result<Figure<Everywhere, NoEverywhere>, Refused> {
    let questions: Vec<&Question> = PARTITIONS.into_iter().filter_map(|over| company.held_of(over, skill)).collect();
    if questions.is_empty() || period.is_some_and(|id| company.tasks.period(id).is_none()) {
        return Err(Refused::Figure);
    }
    let label = company.label(skill);
    let nothing = || Ok(Figure::Nothing(NoEverywhere::new([skill, label], period.map(str::to_owned))));
    let Some(span) = questions.iter().find_map(|q| span(shelf, q, period)) else { return nothing() };
    let places = questions.iter().flat_map(|q| &q.cells);
    let found = places.filter_map(|place| shelf.get(&place.asked, span)).map(Released::as_ref);
    let Some(releases) = Released::collect(found) else { return nothing() };
    Ok(Figure::Of(releases.map(|all| view(&questions, &all, span, [skill, label]))))
}

fn view(questions: &[&Question], all: &[&Sums], span: &Span, [skill, label]: [&str; 2]) -> Everywhere {
    let lists: Vec<List<'_>> = questions.iter().filter_map(|q| List::of(q, all, skill)).collect();
    let groups: Vec<&List<'_>> = fitting(&lists);
    let together = add_up(&groups);
    let mut rows = Vec::new();
    for list in &lists {
        let at = groups.iter().position(|g| std::ptr::eq(*g, list));
        for (cell, place) in list.question.cells.iter().enumerate() {
            let sums = of(all, place);
            let added = at.and_then(|at| together.as_ref()?.lists.get(at)?.get(cell).copied());
            rows.push(EverywhereRow {
                over: partition_name(list.question.over).to_owned(),
                cell: place.asked.cell.clone(),
                label: place.label.clone(),
                headcount: sums.map_or(place.asked.people, |s| s.headcount),
                reports: sums.map(|s| s.reports),
                released: sums.and_then(|s| Some(heads(s.at(list.place)?.estimate(), share(s, list.place)?))),
                together: added
                    .zip(sums)
                    .and_then(|(added, sums)| Some(heads(added.heads, added.share(sums.headcount)?))),
            });
        }
    }
    let apart = |list: &&List<'_>| {
        let is_in = groups.iter().any(|g| std::ptr::eq(*g, *list));
        (!is_in || together.is_none()).then(|| Apart {
            over: partition_name(list.question.over).to_owned(),
            why: if !list.whole {
                "missing"
            } else if is_in {
                "alone"
            } else {
                "clipped"
            },
        })
    };
    let headcount = groups
        .first()
        .map_or(0, |list| list.question.cells.iter().filter_map(|p| of(all, p)).map(|s| s.headcount).sum());
    let whole = together.as_ref().and_then(|t| Some(heads(t.whole.heads, t.whole.share(headcount)?)));
    Everywhere {
        skill: skill.to_owned(),
        label: label.to_owned(),
        period: span.id.clone(),
        apart: lists.iter().filter_map(|l| apart(&l)).collect(),
        whole,
        rows,
        how: how(all),
    }
}

fn heads(estimate: Estimate, share: Share) -> HeldView {
    // As a share does: fewer than nobody is read as nobody, and the interval reaches further inwards.
    let estimate = Estimate { value: estimate.value.max(0.0), ..estimate };
    HeldView {
        people: estimate.value,
        interval: estimate.interval95().clamp(0.0, share.people.headcount as f64),
        share,
    }
}

/// What one question tells of the skill.
struct List<'q> {
    question: &'q Question,
    /// Place of the skill among its sums.
    place: usize,
    /// Heads and answers of each cell; None where the cell has no release.
    cells: Vec<Option<(Noisy, Noisy)>>,
    /// Every cell has one: only then do its cells add up to everybody.
    whole: bool,
    /// Share of those who had more skills than the question lets them name, at most (95 %); and how many that were, about.
    clipped: (f64, f64),
}

impl<'q> List<'q> {
    fn of(question: &'q Question, all: &[&Sums], skill: &str) -> Option<List<'q>> {
        let place = question.skills().iter().position(|s| s == skill)?;
        let cell = |p| of(all, p).and_then(|sums| Some((sums.at(place)?, sums.answered()?)));
        let cells: Vec<Option<(Noisy, Noisy)>> = question.cells.iter().map(cell).collect();
        let own: Vec<&Sums> = question.cells.iter().filter_map(|p| of(all, p)).collect();
        let most = clipped(&own).map_or((1.0, 0.0), |c| (c.interval.high, c.value * c.people.answers.value as f64));
        let whole = !cells.is_empty() && cells.iter().all(Option::is_some);
        Some(List { question, place, cells, whole, clipped: most })
    }

    /// Who could name it and may have been left out by chance, each cell's part: at most a quarter of a person squared each.
    fn chance(&self) -> f64 {
        self.clipped.1.max(0.0) / 4.0 / self.cells.len().max(1) as f64
    }
}

/// The lists that count the same people: whole ones of one question, and of others where hardly anybody was clipped in either.
fn fitting<'l, 'q>(lists: &'l [List<'q>]) -> Vec<&'l List<'q>> {
    let whole: Vec<&List<'q>> = lists.iter().filter(|l| l.whole).collect();
    // The question that is asked over most partitions; of equals the one of the widest.
    let asked = |list: &List<'q>| whole.iter().filter(|l| l.question.measure.id == list.question.measure.id).count();
    let Some(first) = whole.iter().rev().max_by_key(|l| asked(l)) else { return Vec::new() };
    let measure = &first.question.measure.id;
    let rarely = |l: &List<'_>| l.clipped.0 <= CLIPPED;
    let ours = whole.iter().filter(|l| l.question.measure.id == *measure).all(|l| rarely(l));
    whole.iter().filter(|l| l.question.measure.id == *measure || (ours && rarely(l))).copied().collect()
}

/// Heads and answers that add up.
#[derive(Clone, Copy)]
struct Added {
    heads: Estimate,
    answers: Estimate,
}

impl Added {
    fn share(self, headcount: u64) -> Option<Share> {
        let whole = |e: Estimate| Noisy { value: e.value.round() as i64, sigma2: e.variance };
        Share::of(whole(self.heads), People { answers: whole(self.answers), headcount }, About::Census).ok()
    }
}

/// What lists come to.
struct Together {
    whole: Added,
    lists: Vec<Vec<Added>>,
}

/// The cells of each list, added up; None where there is only one list, or what is exact contradicts itself.
fn add_up(lists: &[&List<'_>]) -> Option<Together> {
    if lists.len() < 2 {
        return None;
    }
    let figures = |of: fn(&(Noisy, Noisy)) -> Noisy, chance: bool| {
        let all: Vec<Vec<Noisy>> = lists
            .iter()
            .map(|list| {
                let more = if chance { list.chance() } else { 0.0 };
                let cell = |c: &(Noisy, Noisy)| Noisy { sigma2: of(c).sigma2 + more, ..of(c) };
                list.cells.iter().flatten().map(cell).collect()
            })
            .collect();
        fit(&all)
    };
    let (heads, answers) = (figures(|c| c.0, true)?, figures(|c| c.1, false)?);
    let pair = |(heads, answers): (Vec<Estimate>, Vec<Estimate>)| {
        heads.into_iter().zip(answers).map(|(heads, answers)| Added { heads, answers }).collect()
    };
    let whole = Added { heads: heads.0, answers: answers.0 };
    Some(Together { whole, lists: heads.1.into_iter().zip(answers.1).map(pair).collect() })
}

/// Lists of cells, each of which adds up to the same whole; the whole first.
fn fit(lists: &[Vec<Noisy>]) -> Option<(Estimate, Vec<Vec<Estimate>>)> {
    let cells: Vec<Noisy> = lists.iter().flatten().copied().collect();
    let totals: Vec<_> = lists.iter().map(|list| Noisy::sum(list.iter().copied()).estimate()).collect();
    // The whole is a figure of its own of which nothing is known, so that it may be the sum of every list.
    let whole = pool(&totals)?;
    let most = totals.iter().map(|t| t.variance).fold(1.0, f64::max);
    let mut from = 1;
    let mut sums = Vec::new();
    for list in lists {
        sums.push((0, (from..from + list.len()).collect()));
        from += list.len();
    }
    let hierarchy = Hierarchy::of_sums(from, &sums).ok()?;
    let mut values: Vec<f64> = std::iter::once(whole.value).chain(cells.iter().map(|c| c.value as f64)).collect();
    let mut noise: Vec<f64> = std::iter::once(most * UNKNOWN).chain(cells.iter().map(|c| c.sigma2)).collect();
    let fitted = hierarchy.reconcile(&values, &Noise::Apart(noise.clone())).ok()?;
    // Nobody is fewer than none: what falls below is held at nothing and the others fitted again. How sure each is stays as it was.
    let mut fit = fitted.values;
    for _ in 0..values.len() {
        let below: Vec<usize> = (1..from).filter(|at| fit.get(*at).is_some_and(|v| *v < -1e-6)).collect();
        if below.is_empty() {
            break;
        }
        for at in below {
            if let (Some(value), Some(noise)) = (values.get_mut(at), noise.get_mut(at)) {
                (*value, *noise) = (0.0, 0.0);
            }
        }
        fit = hierarchy.reconcile(&values, &Noise::Apart(noise.clone())).ok()?.values;
    }
    let mut out =
        fit.iter().zip(&fitted.variances).map(|(value, variance)| Estimate { value: *value, variance: *variance });
    let whole = out.next()?;
    Some((whole, lists.iter().map(|list| out.by_ref().take(list.len()).collect()).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noisy(value: i64, sigma2: f64) -> Noisy {
        Noisy { value, sigma2 }
    }

    #[test]
    fn lists_of_the_same_people_add_up_and_are_surer() {
        // 300 by two functions, 330 by two regions of twice the noise: the whole lies a third of the way.
        let functions = vec![noisy(100, 200.0), noisy(200, 200.0)];
        let regions = vec![noisy(130, 400.0), noisy(200, 400.0)];
        let (whole, fitted) = fit(&[functions, regions]).unwrap();
        // 300 of variance 400 and 330 of variance 800.
        assert!((whole.value - 310.0).abs() < 0.01 && (whole.variance - 800.0 / 3.0).abs() < 0.01, "{whole:?}");
        let values = |list: &[Estimate]| list.iter().map(|c| c.value.round()).collect::<Vec<_>>();
        assert_eq!((values(&fitted[0]), values(&fitted[1])), (vec![105.0, 205.0], vec![120.0, 190.0]));
        // 200 - 200^2 / (2 * 200 + 2 * 400).
        assert!((fitted[0][0].variance - 200.0 * (1.0 - 200.0 / 1200.0)).abs() < 1e-2, "{:?}", fitted[0][0]);
        let (_, alone) = fit(&[vec![noisy(300, 500.0)], vec![noisy(90, 100.0), noisy(150, 100.0)]]).unwrap();
        assert!((alone[0][0].value - alone[1].iter().map(|c| c.value).sum::<f64>()).abs() < 1e-3);
        assert!(alone[0][0].variance < 150.0);
    }

    #[test]
    fn nobody_is_fewer_than_none_and_it_still_adds_up() {
        let (whole, fitted) =
            fit(&[vec![noisy(-40, 600.0), noisy(100, 600.0)], vec![noisy(50, 600.0), noisy(30, 600.0)]]).unwrap();
        let values: Vec<f64> = fitted.iter().flatten().map(|c| c.value).collect();
        assert_eq!(values[0], 0.0);
        assert!(
            (values[1] - whole.value).abs() < 1e-3 && (values[2] + values[3] - whole.value).abs() < 1e-3,
            "{values:?}"
        );
        assert!(fitted[0][0].variance > 100.0, "held at nothing, it is not certain");
    }

    #[test]
    fn exact_lists_that_contradict_each_other_are_not_added_up() {
        assert!(fit(&[vec![noisy(10, 0.0)], vec![noisy(9, 0.0)]]).is_none());
    }
}
