//! What is known without any release: the questions and their cells, the names of skills and places, and what roles ask for.

use std::collections::BTreeMap;
use std::sync::Arc;

use skillkeep::sync::{Dictionary, Encoding, Measure, Partition};
use skillkeep::taxonomy::Taxonomy;

use crate::insight::demand::Demand;
pub use crate::status::Shown;
use crate::tasks::{Asked, Span, Tasks};

/// The partitions, the widest first.
pub const PARTITIONS: [Partition; 4] =
    [Partition::Company, Partition::Function, Partition::Region, Partition::FunctionRegion];

/// The name of a partition, as the dictionary writes it.
pub fn partition_name(over: Partition) -> &'static str {
    match over {
        Partition::Company => "company",
        Partition::Function => "function",
        Partition::Region => "region",
        Partition::FunctionRegion => "function-region",
    }
}

/// One question, asked over one partition.
#[derive(Debug)]
pub struct Question {
    /// Its measure.
    pub measure: Measure,
    /// Which partition.
    pub over: Partition,
    /// Its cells, in the dictionary's order.
    pub cells: Vec<Place>,
}

/// A cell and its name.
#[derive(Debug)]
pub struct Place {
    /// The task that is asked there.
    pub asked: Arc<Asked>,
    /// As a person reads it.
    pub label: String,
}

impl Question {
    /// The skills that its coordinates are about, for `held`; nothing for the others.
    pub fn skills(&self) -> &[String] {
        match &self.measure.encoding {
            Encoding::Held { skills, .. } => skills,
            _ => &[],
        }
    }

    /// The periods in which it is asked, in their order.
    pub fn periods(&self) -> &[Arc<Span>] {
        self.cells.first().map_or(&[], |place| &place.asked.periods)
    }
}

/// What is known without any release.
#[derive(Debug)]
pub struct Company {
    /// What every screen says.
    pub shown: Shown,
    /// The dictionary.
    pub dictionary: Dictionary,
    /// Its tasks.
    pub tasks: Tasks,
    /// What roles ask for.
    pub demand: Demand,
    questions: Vec<Question>,
    labels: BTreeMap<String, String>,
}

impl Company {
    /// Puts it together.
    pub fn new(shown: Shown, dictionary: Dictionary, tasks: Tasks, taxonomy: &Taxonomy, demand: Demand) -> Company {
        let questions = questions(&shown, &dictionary, &tasks);
        let skills = questions.iter().flat_map(Question::skills);
        let label = |id: &String| taxonomy.find(id).map_or_else(|| id.clone(), |s| taxonomy.label(s).to_owned());
        let labels = skills.map(|id| (id.clone(), label(id))).collect();
        Company { shown, dictionary, tasks, demand, questions, labels }
    }

    /// The same without a pack, for whoever recomputes what needs no skill's name and no role's demand.
    pub fn without_pack(shown: Shown, dictionary: Dictionary, tasks: Tasks) -> Company {
        let questions = questions(&shown, &dictionary, &tasks);
        Company { shown, dictionary, tasks, demand: Demand::default(), questions, labels: BTreeMap::new() }
    }

    /// All questions, in the dictionary's order.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// The question that tells which skills are held over a partition. Of several, the one with most skills.
    pub fn held(&self, over: Partition) -> Option<&Question> {
        self.held_with(over, |_| true)
    }

    /// The same, of those that ask for a skill.
    pub fn held_of(&self, over: Partition, skill: &str) -> Option<&Question> {
        self.held_with(over, |question| question.skills().iter().any(|s| s == skill))
    }

    /// The question that tells which terms no skill explains, over the widest partition that has one.
    pub fn terms(&self) -> Option<&Question> {
        let asks =
            |over: Partition| self.questions.iter().find(|q| q.over == over && !q.measure.encoding.terms().is_empty());
        PARTITIONS.into_iter().find_map(asks)
    }

    fn held_with(&self, over: Partition, wanted: impl Fn(&Question) -> bool) -> Option<&Question> {
        let held = self.questions.iter().filter(|q| q.over == over && !q.skills().is_empty() && wanted(q));
        // `max_by_key` takes the last of equals; the dictionary's first is meant.
        held.rev().max_by_key(|q| q.skills().len())
    }

    /// Every skill that is asked for, by its name.
    pub fn skills(&self) -> Vec<(&str, &str)> {
        let mut skills: Vec<(&str, &str)> =
            self.labels.iter().map(|(id, label)| (id.as_str(), label.as_str())).collect();
        skills.sort_by_key(|(id, label)| (label.to_lowercase(), *id));
        skills
    }

    /// A skill's name.
    pub fn label<'c>(&'c self, skill: &'c str) -> &'c str {
        self.labels.get(skill).map_or(skill, String::as_str)
    }
}

fn questions(shown: &Shown, dictionary: &Dictionary, tasks: &Tasks) -> Vec<Question> {
    let by_place: BTreeMap<(&str, &str), &Arc<Asked>> =
        tasks.all().map(|asked| ((asked.measure.as_str(), asked.cell.as_str()), asked)).collect();
    let mut questions = Vec::new();
    for measure in &dictionary.measures {
        for over in measure.asked.iter().map(|a| a.over) {
            let mut cells: Vec<Place> = Vec::new();
            for function in &dictionary.functions {
                for region in &dictionary.regions {
                    let cell = over.cell(&function.id, &region.id);
                    if cells.iter().any(|place| place.asked.cell == cell) {
                        continue;
                    }
                    let Some(asked) = by_place.get(&(measure.id.as_str(), cell.as_str())) else { continue };
                    let label = match over {
                        Partition::Company => shown.company.clone(),
                        Partition::Function => function.label.clone(),
                        Partition::Region => region.label.clone(),
                        Partition::FunctionRegion => format!("{}, {}", function.label, region.label),
                    };
                    cells.push(Place { asked: Arc::clone(asked), label });
                }
            }
            questions.push(Question { measure: measure.clone(), over, cells });
        }
    }
    questions
}
