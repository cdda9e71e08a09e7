//! What a person notices of a plan's time and chance, of bridges and of mentors.

use proptest::prelude::*;

use super::*;
use crate::catalog::Modality;
use crate::recommend::ItemState;
use crate::recommend::fixture::{Someone, WEDNESDAY, catalogue, taxonomy};
use crate::signal::Kind;
use crate::taxonomy::SkillId;

fn knowing(pieces: &[(&str, f64)]) -> Someone {
    let tax = taxonomy();
    let mut someone = Someone::default();
    for (skill, adds) in pieces {
        let part = (Kind::Assessment, adds / 4.0, 1.0);
        someone.knows(tax.find(skill).expect("skill"), &[part; 4], WEDNESDAY.at);
    }
    someone
}

fn detail(someone: &Someone, id: &str) -> RoleDetail {
    let tax = taxonomy();
    let ix = tax.find_role(id).expect("role");
    role(&tax, &catalogue(&tax), &someone.person(), ix, WEDNESDAY).expect("there")
}

#[test]
fn who_knows_more_arrives_more_likely_and_nobody_for_certain() {
    let (nobody, some, most) = (
        detail(&Someone::default(), "engineer").arrive,
        detail(&knowing(&[("sql", 1.6), ("python", 1.2)]), "engineer").arrive,
        detail(&knowing(&[("sql", 3.4), ("python", 3.2), ("modelling", 3.4)]), "engineer").arrive,
    );
    assert!(nobody.mean < some.mean && some.mean < most.mean, "{nobody:?} {some:?} {most:?}");
    assert!(most.high <= 0.95, "never certain: {most:?}");
    assert!(nobody.low < nobody.high, "two needs and more leave an interval: {nobody:?}");
}

#[test]
fn a_plan_is_laid_anew_when_something_is_done() {
    let mut someone = knowing(&[("sql", 1.6)]);
    let before = detail(&someone, "engineer");
    let tax = taxonomy();
    let first = catalogue(&tax).find(&before.plan[0].item.id).expect("item");
    someone.items.insert(first, ItemState::Done);
    let t = catalogue(&tax).get(first).expect("item").teaches[0];
    someone.knows(t.skill, &[(Kind::Assessment, (f64::from(t.to) - 0.3) / 4.0, 0.0); 4], WEDNESDAY.at);
    let after = detail(&someone, "engineer");
    assert!(after.plan.iter().all(|p| p.item.id != before.plan[0].item.id));
    assert!(after.row.minutes < before.row.minutes && after.arrive.mean > before.arrive.mean);
}

#[test]
fn what_was_only_heard_is_used_next() {
    let plan = detail(&Someone::default(), "seller").plan;
    let at = plan.iter().position(|p| p.applies).expect("something to do follows");
    let (does, before) = (&plan[at], &plan[..at]);
    assert!(matches!(
        does.item.modality,
        Modality::Practice | Modality::Simulation | Modality::CoachingPrompt | Modality::Project
    ));
    assert!(before.iter().any(|p| p.skill == does.skill && !p.applies), "after what taught it");
    let times = |skill: &str| plan.iter().filter(|p| p.applies && p.skill == skill).count();
    assert!(plan.iter().all(|p| times(&p.skill) <= 1), "one a skill");
}

#[test]
fn a_bridge_is_near_and_can_be_learned_here() {
    let tax = taxonomy();
    let rows = |s: &Someone| roles(&tax, &catalogue(&tax), &s.person(), WEDNESDAY);
    let someone = knowing(&[("sql", 2.0), ("talks", 1.4)]);
    let found = rows(&someone);
    let row = |id: &str| found.iter().find(|r| r.id == id).expect("there").clone();
    let missing = row("analyst").bridge.expect("one skill away");
    assert_eq!(missing.iter().map(|g| g.label.as_str()).collect::<Vec<_>>(), ["Statistics"]);
    assert!(row("scientist").bridge.is_none(), "far away");
    for r in found.iter().filter(|r| r.bridge.is_some()) {
        assert!((1..=4).contains(&r.gaps) && r.minutes <= 1500);
    }
    assert!(rows(&Someone::default()).iter().all(|r| r.bridge.is_none()), "nothing known is near nothing");
    let mut stuck = someone.clone();
    for id in ["stats", "north-only"] {
        stuck.items.insert(catalogue(&tax).find(id).expect("item"), ItemState::Dismissed);
    }
    let row = rows(&stuck).into_iter().find(|r| r.id == "analyst").expect("there");
    assert!(row.bridge.is_none(), "what nothing here teaches is no bridge");
}

#[test]
fn mentors_are_for_what_one_wants_and_near_enough() {
    let tax = taxonomy();
    let cat = catalogue(&tax);
    let ids = |s: &Someone| {
        let rows = mentors(&tax, &cat, &s.person(), WEDNESDAY);
        rows.into_iter().map(|r| r.item.id).collect::<Vec<_>>()
    };
    let mut someone = Someone { goal: tax.find_role("analyst"), ..knowing(&[("sql", 0.9)]) };
    assert_eq!(
        ids(&someone),
        ["mentor-sql"],
        "statistics is the north's, tuning begins too high, selling is not wanted"
    );
    someone.goal = tax.find_role("seller");
    assert_eq!(ids(&someone), ["mentor-selling"]);
    someone.items.insert(cat.find("mentor-selling").expect("item"), ItemState::Dismissed);
    assert!(ids(&someone).is_empty());
    let tuned = Someone { goal: tax.find_role("scientist"), ..knowing(&[("sql", 2.2)]) };
    let rows = mentors(&tax, &cat, &tuned.person(), WEDNESDAY);
    assert_eq!(rows[0].item.id, "mentor-tuning");
    assert_eq!((rows[0].helps[0].label.as_str(), rows[0].item.contact.as_str()), ("SQL", "Jon"));
}

proptest! {
    #[test]
    fn the_chance_lies_in_its_bounds(
        known in prop::collection::btree_map(0u32..8, 0.1..3.5f64, 0..6),
        role in 0usize..4,
    ) {
        let mut someone = Someone::default();
        for (&skill, &adds) in &known {
            someone.knows(SkillId(skill), &[(Kind::Assessment, adds, 1.0)], WEDNESDAY.at);
        }
        let ids = ["analyst", "engineer", "scientist", "seller"];
        let found = detail(&someone, ids[role]);
        let FitRow { mean, low, high } = found.arrive;
        prop_assert!(0.0 <= low && low <= mean + 1e-12 && mean <= high + 1e-12 && high <= 0.95);
        prop_assert!(found.plan.iter().all(|p| (0.05..=0.95).contains(&p.success)));
        prop_assert_eq!(found.plan.iter().map(|p| p.item.minutes).sum::<u32>(), found.row.minutes);
    }
}
