//! A small company for tests: skills that lean on each other, a ladder, items of every form, and people.

use super::{EvidenceRef, FeedbackEvent, ItemState, Person, Titles, normal_cdf};
use crate::catalog::{Catalogue, ItemIx};
use crate::clock::{Millis, Now};
use crate::map::Map;
use crate::profile::{Estimate, Standing};
use crate::signal::Kind;
use crate::taxonomy::{
    PackSource, Relation, RoleIx, RoleSource, SkillId, SkillSource, SourceNotice, Taxonomy, compile,
};

/// A Wednesday, 2026-11-18 10:10 UTC.
pub(crate) const WEDNESDAY: Now = Now { at: Millis(1_794_996_600_000), offset_minutes: 0 };

pub(crate) fn taxonomy() -> Taxonomy {
    let skill = |id: &str, label: &str, relations: &[(Relation, &str)]| SkillSource {
        id: id.into(),
        label: label.into(),
        aliases: Vec::new(),
        description: String::new(),
        uri: String::new(),
        source: 0,
        relations: relations.iter().map(|(r, s)| (*r, (*s).to_owned())).collect(),
        retired: false,
        ..SkillSource::default()
    };
    let role =
        |id: &str, label: &str, function: &str, family: &str, grade: u8, needs: &[(&str, f32, bool)]| RoleSource {
            id: id.into(),
            label: label.into(),
            description: format!("{label} of the company"),
            function: function.into(),
            family: family.into(),
            grade,
            needs: needs.iter().map(|(s, l, e)| ((*s).to_owned(), *l, *e)).collect(),
        };
    let source = PackSource {
        sources: vec![SourceNotice { source: "test".into(), version: "1".into(), notice: "for tests".into() }],
        skills: vec![
            skill("sql", "SQL", &[]),
            skill("python", "Python", &[]),
            skill("statistics", "Statistics", &[]),
            skill("modelling", "Data modelling", &[(Relation::Requires, "sql")]),
            skill("ml", "Machine learning", &[(Relation::Requires, "python"), (Relation::Requires, "statistics")]),
            skill("talks", "Presenting", &[]),
            skill("feedback", "Giving feedback", &[(Relation::Related, "talks")]),
            skill("selling", "Selling", &[]),
        ],
        roles: vec![
            role(
                "analyst",
                "Data analyst",
                "data",
                "data",
                1,
                &[("sql", 2.0, true), ("statistics", 2.0, true), ("talks", 1.5, false)],
            ),
            role(
                "engineer",
                "Data engineer",
                "data",
                "data",
                2,
                &[("sql", 3.0, true), ("python", 2.5, true), ("modelling", 3.0, true)],
            ),
            role(
                "scientist",
                "Data scientist",
                "data",
                "data",
                3,
                &[("sql", 3.0, true), ("python", 3.0, true), ("ml", 3.0, true), ("feedback", 2.0, false)],
            ),
            role("seller", "Seller", "sales", "sales", 1, &[("selling", 3.0, true), ("talks", 3.0, true)]),
        ],
    };
    Taxonomy::open(&compile(&source).expect("compiles")).expect("opens")
}

pub(crate) const ITEMS: &str = r#"{"format":"skillkeep-catalogue/1","version":3,"items":[
{"id":"sql-basics","title":"First queries","modality":"course","minutes":240,"skills":[{"skill":"sql","from":0,"to":2}],"url":"https://learn.example/sql/","provider":"House"},
{"id":"sql-joins","title":"Joins in practice","modality":"practice","minutes":25,"skills":[{"skill":"sql","from":1,"to":3}],"url":"https://learn.example/joins?x=1","provider":"House"},
{"id":"sql-tune","title":"Tuning queries","modality":"simulation","minutes":90,"skills":[{"skill":"sql","from":2.5,"to":4.5}],"requires":["sql-joins"]},
{"id":"py-start","title":"Python from nothing","modality":"course","minutes":600,"skills":[{"skill":"python","from":0,"to":2}]},
{"id":"py-video","title":"Python in an hour","modality":"video","minutes":60,"skills":[{"skill":"python","from":0,"to":1.5}]},
{"id":"py-project","title":"Automate one report","modality":"project","minutes":480,"skills":[{"skill":"python","from":1.5,"to":3},{"skill":"sql","from":1,"to":2.5}]},
{"id":"model-read","title":"What a good model is","modality":"quick_read","minutes":12,"skills":[{"skill":"modelling","from":0,"to":1.5}]},
{"id":"model-sim","title":"Model a warehouse","modality":"simulation","minutes":120,"skills":[{"skill":"modelling","from":1,"to":3.2}]},
{"id":"stats","title":"Statistics for work","modality":"course","minutes":300,"skills":[{"skill":"statistics","from":0,"to":2.5}]},
{"id":"ml-intro","title":"Learning machines","modality":"course","minutes":900,"skills":[{"skill":"ml","from":0,"to":3}]},
{"id":"talk-prompt","title":"Ask for a slot in the next review","modality":"coaching_prompt","minutes":10,"skills":[{"skill":"talks","from":0,"to":2}],"moment":"end_of_sprint"},
{"id":"feedback-read","title":"Saying it well","modality":"quick_read","minutes":8,"skills":[{"skill":"feedback","from":0,"to":2}]},
{"id":"welcome","title":"Where our data lives","modality":"quick_read","minutes":15,"skills":[{"skill":"sql","from":0,"to":1}],"moment":"onboarding"},
{"id":"sell","title":"Selling by listening","modality":"course","minutes":200,"skills":[{"skill":"selling","from":0,"to":3}],"functions":["sales"]},
{"id":"north-only","title":"Statistics evening","modality":"course","minutes":100,"skills":[{"skill":"statistics","from":0,"to":2}],"regions":["north"]},
{"id":"old","title":"Queries of old","modality":"course","minutes":100,"skills":[{"skill":"sql","from":0,"to":3}],"retired":true},
{"id":"gig-dash","title":"A dashboard for returns","modality":"gig","minutes":2400,"skills":[{"skill":"sql","from":2,"to":3},{"skill":"talks","from":0,"to":1.5}],"starts":"2027-01-11","ends":"2027-03-01","contact":"Mara"},
{"id":"gig-past","title":"A dashboard of last year","modality":"gig","minutes":2400,"skills":[{"skill":"sql","from":2,"to":3}],"starts":"2025-01-11","ends":"2025-03-01"},
{"id":"gig-north","title":"Help the north","modality":"gig","minutes":2400,"skills":[{"skill":"sql","from":1,"to":2}],"regions":["north"]},
{"id":"gig-ml","title":"Forecast demand","modality":"gig","minutes":4800,"skills":[{"skill":"ml","from":2,"to":3.5},{"skill":"python","from":2,"to":3}]},
{"id":"mentor-sql","title":"Sequel by two","modality":"mentor","minutes":45,"skills":[{"skill":"sql","from":0.5,"to":2.5}],"contact":"Mara"},
{"id":"mentor-tuning","title":"Slow tables","modality":"mentor","minutes":45,"skills":[{"skill":"sql","from":2.4,"to":4.5}],"contact":"Jon"},
{"id":"mentor-stats","title":"Statistics by the sea","modality":"mentor","minutes":30,"skills":[{"skill":"statistics","from":0,"to":2}],"regions":["north"],"contact":"Ane"},
{"id":"mentor-selling","title":"Listening well","modality":"mentor","minutes":30,"skills":[{"skill":"selling","from":0,"to":3}],"contact":"Sol"},
{"id":"sell-play","title":"A call, played","modality":"simulation","minutes":40,"skills":[{"skill":"selling","from":1.5,"to":2.5}]}
]}"#;

pub(crate) fn catalogue(tax: &Taxonomy) -> Catalogue {
    Catalogue::from_json(ITEMS.as_bytes(), tax).expect("reads")
}

/// Evidence is called by its number and its skill's.
pub(crate) struct Numbered;

impl Titles for Numbered {
    fn title(&self, key: u64) -> String {
        format!("Evidence {} of skill {}", key & 0xffff_ffff, key >> 32)
    }
}

/// A person who owns what [`Person`] borrows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Someone {
    pub(crate) estimates: Map<SkillId, Estimate>,
    pub(crate) evidence: Map<SkillId, std::sync::Arc<[EvidenceRef]>>,
    pub(crate) items: Map<ItemIx, ItemState>,
    pub(crate) goal: Option<RoleIx>,
    pub(crate) wishes: Vec<SkillId>,
    pub(crate) feedback: Vec<FeedbackEvent>,
    pub(crate) moments: Vec<Millis>,
    pub(crate) seed: u64,
}

impl Someone {
    pub(crate) fn person(&self) -> Person<'_> {
        Person {
            estimates: &self.estimates,
            evidence: &self.evidence,
            titles: &Numbered,
            items: &self.items,
            goal: self.goal,
            wishes: &self.wishes,
            feedback: &self.feedback,
            moments: &self.moments,
            cell: Some(("data", "south")),
            seed: self.seed,
        }
    }

    /// Evidence of a skill: pieces of (kind, level it adds, days ago).
    pub(crate) fn knows(&mut self, skill: SkillId, pieces: &[(Kind, f64, f64)], now: Millis) {
        let all: Vec<EvidenceRef> = pieces
            .iter()
            .enumerate()
            .map(|(n, &(kind, adds, ago))| EvidenceRef {
                key: (u64::from(skill.0) << 32) + n as u64,
                kind,
                at: now.plus_days(-ago),
                adds,
            })
            .collect();
        self.estimates.insert(skill, estimate(&all, now));
        let mut sorted = all;
        sorted.sort_by(|a, b| b.adds.total_cmp(&a.adds));
        self.evidence.insert(skill, sorted.into());
    }
}

/// A stand-in for the profile: adds what the pieces add, fades from the last one, and knows more with every piece.
pub(crate) fn estimate(all: &[EvidenceRef], now: Millis) -> Estimate {
    let last = all.iter().map(|e| e.at).max();
    let days = last.map_or(0.0, |at| now.days_since(at));
    let above: f64 = all.iter().map(|e| e.adds).sum();
    let kept = super::wants::kept(days, 90.0);
    let mean = (super::PRIOR_LEVEL + above * kept).clamp(0.0, 5.0);
    let precision = 1.0 / (super::PRIOR_SD * super::PRIOR_SD) + kept * kept * all.len() as f64 * 1.5;
    let sd = 1.0 / precision.sqrt();
    Estimate {
        mean,
        sd,
        stability: 90.0,
        last,
        p_held: normal_cdf((mean - 1.0) / sd),
        standing: Standing::Inferred,
        evidence: all.len() as u32,
        fading: above * (1.0 - kept) >= 0.25,
    }
}
