//! The preview: every question with the answer that would be given now, and the budget.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use super::{AskedView, AttributeView, LeavesView, PartyView, PeriodView, QuestionView};
use crate::clock::Now;
use crate::engine::Engine;
use crate::sync::{Asked, CHANGE_BINS, Clip, Day, Encoding, Facts, Measure, Measurement, Period, Shape};
use crate::trust::hex;

impl Engine {
    /// The page "what leaves this browser".
    pub(in crate::engine) fn leaves(&self, now: Now) -> LeavesView {
        let today = Day::of(now.at);
        let (dictionary, sync) = (&self.company.dictionary, &self.state.sync);
        let open = self.open_period(today);
        let next = dictionary.periods.iter().find(|p| p.start > today);
        let shown = open.or(next);
        let facts = shown.map(|p| self.facts(p, now));
        let mut charged = 0;
        let questions: Vec<QuestionView> = match (shown, &facts) {
            (Some(period), Some(facts)) => {
                let question = |m: &Measure| self.question(m, facts, today, &mut charged);
                dictionary.asked_in(period).map(question).collect()
            }
            _ => Vec::new(),
        };
        let view = |p: &Period| PeriodView {
            id: p.id.clone(),
            start: p.start,
            end: p.end,
            due: p.due,
            closes: p.closes,
            is_due: p.due <= today,
        };
        let party = |role, a: &crate::sync::Aggregator| PartyView {
            role,
            name: a.name.clone(),
            operator: a.operator.clone(),
            url: a.url.clone(),
            key: fingerprint(&a.hpke_config),
        };
        let terms = dictionary.ledger.as_ref();
        LeavesView {
            period: open.map(view),
            next: next.map(view),
            questions,
            year: today.year(),
            cap: terms.map_or(0, |t| t.cap_micro_rho),
            spent: sync.ledger.spent(dictionary, today.year()),
            cost: charged,
            epsilon: terms.map_or_else(String::new, |t| t.epsilon.clone()),
            delta: terms.map_or_else(String::new, |t| t.delta.clone()),
            nothing: sync.nothing,
            attributes: dictionary
                .attributes
                .iter()
                .map(|a| AttributeView {
                    id: a.id.clone(),
                    label: a.label.clone(),
                    options: a.options.clone(),
                    said: sync.groups.get(&a.id).cloned(),
                })
                .collect(),
            parties: dictionary
                .aggregators
                .iter()
                .flat_map(|a| [party("leader", &a.leader), party("keeper", &a.keeper)])
                .collect(),
            receipts: sync.receipts.iter().rev().cloned().collect(),
            cell: self.state.cell.is_some(),
        }
    }

    /// The oldest period that may be reported on today.
    pub(super) fn open_period(&self, today: Day) -> Option<&Period> {
        let dictionary = &self.company.dictionary;
        let asked = |p: &&Period| dictionary.asked_in(p).next().is_some();
        dictionary.periods.iter().filter(asked).find(|p| self.state.sync.ledger.may(p, today).is_ok())
    }

    fn question(&self, measure: &Measure, facts: &Facts, today: Day, charged: &mut u64) -> QuestionView {
        let sync = &self.state.sync;
        let dictionary = &self.company.dictionary;
        let on = !sync.no.contains(&measure.id);
        let afford = sync.ledger.afford(dictionary, today, *charged, measure.cost());
        let answer = self.answer_to(measure, facts, Clip::First, on && afford);
        let answered = answer != Measurement::no_answer(answer.shape);
        *charged += if on && afford { measure.cost() } else { 0 };
        let people = dictionary.people();
        let asked = |a: &Asked| {
            let cell = self.cell_of(a.over).unwrap_or_default();
            AskedView {
                over: a.over,
                people: people.get(&cell).copied().unwrap_or(0),
                cell,
                sigma2: a.sigma2,
                micro_rho: a.micro_rho,
            }
        };
        QuestionView {
            id: measure.id.clone(),
            question: measure.question.clone(),
            purpose: measure.purpose.clone(),
            owner: measure.owner.clone(),
            reviewer: measure.reviewer.clone(),
            expires: measure.expires,
            on,
            kind: (&measure.encoding).into(),
            marks: if answered { self.marks(measure, &answer, 0) } else { Vec::new() },
            helped: match measure.encoding {
                Encoding::Items { .. } if answered => self.marks(measure, &answer, 1),
                _ => Vec::new(),
            },
            clipped: clipped(&answer),
            places: answer.shape.length(),
            set: answer.set.len() as u32,
            answered,
            asked: measure.asked.iter().map(asked).collect(),
        }
    }

    /// What the set places mean, in words of the pack and the catalogue; of the two bits of an item the one asked for.
    fn marks(&self, measure: &Measure, answer: &Measurement, bit: usize) -> Vec<String> {
        let (tax, cat) = (&self.company.taxonomy, &self.company.catalogue);
        let skill = |id: &String| tax.find(id).map_or_else(|| id.clone(), |s| tax.label(s).to_owned());
        let item = |id: &String| {
            let item = cat.find(id).and_then(|ix| cat.items().get(ix.0 as usize));
            item.map_or_else(|| id.clone(), |i| i.title.clone())
        };
        let last = answer.shape.length().saturating_sub(2);
        let places = answer.set.iter().filter(|p| **p < last).map(|p| *p as usize);
        match &measure.encoding {
            Encoding::Held { skills, .. } | Encoding::Goals { skills, .. } => {
                places.filter_map(|p| skills.get(p)).map(skill).collect()
            }
            Encoding::Planes { skills, levels, .. } => places
                .filter_map(|p| Some((skills.get(p % skills.len())?, levels.get(p / skills.len())?)))
                .map(|(id, level)| format!("{} {level}", skill(id)))
                .collect(),
            Encoding::Items { items, .. } => {
                places.filter(|p| p % 2 == bit).filter_map(|p| items.get(p / 2)).map(item).collect()
            }
            // The pairs are those of the items named.
            Encoding::Together { items, .. } => places.filter_map(|p| items.get(p)).map(item).collect(),
            Encoding::Terms { terms, .. } => places.filter_map(|p| terms.get(p)).cloned().collect(),
            // Her arm by its name, and the change in hundredths of a level.
            Encoding::Change { clip, experiment, .. } => {
                let said = |p: usize| {
                    let change = (p % CHANGE_BINS) as i64 - CHANGE_BINS as i64 / 2;
                    Some([
                        experiment.arms.get(p / CHANGE_BINS)?.label.clone(),
                        (change * i64::from(*clip) / 2).to_string(),
                    ])
                };
                answer.set.iter().filter_map(|p| said(*p as usize)).flatten().collect()
            }
            // Her role by its name, and whether she is there.
            Encoding::Paths { roles } => {
                let name = |id: &String| {
                    let role = tax.find_role(id).and_then(|ix| tax.roles().get(ix.0 as usize));
                    role.map_or_else(|| id.clone(), |r| r.label.clone())
                };
                let said = |p: usize| Some([name(roles.get(p / 2)?), (p % 2).to_string()]);
                answer.set.iter().filter_map(|p| said(*p as usize)).flatten().collect()
            }
            // Which group and which outcome is said by the page, in its own words.
            Encoding::Outcome { .. } => answer.set.iter().map(u32::to_string).collect(),
        }
    }
}

/// What a person compares with what the keeper shows: of the bytes, since base64 can be written in more than one way.
fn fingerprint(config: &str) -> String {
    match STANDARD.decode(config) {
        Ok(bytes) if !bytes.is_empty() => hex(&Sha256::digest(bytes)),
        _ => String::new(),
    }
}

/// Whether the place before the last says that more could have been named.
fn clipped(answer: &Measurement) -> bool {
    matches!(answer.shape, Shape::Multihot { length, .. } if answer.set.contains(&length.saturating_sub(2)))
}
