//! Where one is, and what there is to see.

use std::sync::Arc;

use skillkeep::sync::Partition;
use skillkeep_insight::{Released, Sums};

use crate::insight::company::{Company, PARTITIONS, partition_name};
use crate::insight::shelf::Shelf;
use crate::insight::views::{AttributeView, Coverage, Overview, PeriodView, SkillView};
use crate::tasks::Span;

/// The overview on a day (since 1970-01-01), with what keeps the collector from its work.
pub fn overview(company: &Company, shelf: &Shelf, today: u64, problem: Option<String>) -> Overview {
    let (shown, dictionary) = (&company.shown, &company.dictionary);
    let period = |span: &Arc<Span>| PeriodView {
        id: span.id.clone(),
        start: span.written[0].clone(),
        end: span.written[1].clone(),
        releases: shelf.of_period(span.start),
        of: company.tasks.all().filter(|asked| asked.periods.iter().any(|s| s.start == span.start)).count(),
    };
    let attribute = |a: &skillkeep::sync::Attribute| AttributeView {
        id: a.id.clone(),
        label: a.label.clone(),
        options: a.options.clone(),
        reference: a.reference.clone(),
    };
    Overview {
        company: shown.company.clone(),
        tenant: company.tasks.tenant.clone(),
        sample: shown.sample,
        one_process: shown.one_process,
        dictionary: dictionary.version,
        periods: company.tasks.periods.iter().filter(|span| span.start <= today).map(period).collect(),
        functions: dictionary.functions.clone(),
        regions: dictionary.regions.clone(),
        skills: skills(company),
        attributes: dictionary.attributes.iter().map(attribute).collect(),
        coverage: coverage(company, shelf),
        problem,
    }
}

fn skills(company: &Company) -> Vec<SkillView> {
    // What supply and gaps show over a partition is one question: a skill is asked there if that question asks for it.
    let asked: Vec<(&str, &[String])> =
        PARTITIONS.into_iter().filter_map(|over| Some((partition_name(over), company.held(over)?.skills()))).collect();
    let skill = |(id, label): (&str, &str)| SkillView {
        id: id.to_owned(),
        label: label.to_owned(),
        asked: asked.iter().filter(|(_, skills)| skills.iter().any(|s| s == id)).map(|(over, _)| *over).collect(),
    };
    company.skills().into_iter().map(skill).collect()
}

fn coverage(company: &Company, shelf: &Shelf) -> Option<Released<Coverage>> {
    let question = company.held(Partition::Company)?;
    let span = shelf.newest(question)?;
    let released = question.cells.iter().find_map(|place| shelf.get(&place.asked, span))?;
    let coverage = |sums: &Sums| {
        let answers = sums.people().map_or(0, |people| people.answers.value.max(0).unsigned_abs());
        Coverage { answers: answers.min(sums.headcount), headcount: sums.headcount }
    };
    Some(released.as_ref().map(coverage))
}
