//! What a person sees of roles, ladders, plans and gigs.

use proptest::prelude::*;

use super::*;
use crate::profile::Standing;
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

#[test]
fn roles_are_sorted_by_fit_and_nothing_known_fits_nothing() {
    let tax = taxonomy();
    let cat = catalogue(&tax);
    let nobody = Someone::default();
    assert!(roles(&tax, &cat, &nobody.person(), WEDNESDAY).iter().all(|r| r.fit.mean == 0.0));
    let someone = knowing(&[("sql", 2.2), ("statistics", 2.0), ("talks", 1.5)]);
    let rows = roles(&tax, &cat, &someone.person(), WEDNESDAY);
    assert_eq!(rows[0].id, "analyst");
    assert!(rows[0].fit.mean > 0.8 && rows[0].gaps == 0);
    assert!(rows[0].fit.low < rows[0].fit.mean && rows[0].fit.high > rows[0].fit.mean, "never certain");
    assert!(rows.windows(2).all(|w| w[0].fit.mean >= w[1].fit.mean));
}

#[test]
fn a_need_shows_its_mark_and_a_contested_one_is_not_met() {
    let tax = taxonomy();
    let cat = catalogue(&tax);
    let mut someone = knowing(&[("sql", 2.8)]);
    let sql = tax.find("sql").expect("skill");
    let detail = |s: &Someone| {
        let ix = tax.find_role("analyst").expect("role");
        role(&tax, &cat, &s.person(), ix, WEDNESDAY).expect("there")
    };
    let need = |d: &RoleDetail| d.needs.iter().find(|n| n.skill == "sql").expect("needed").clone();
    let before = need(&detail(&someone));
    assert_eq!(before.standing, Some(Standing::Inferred));
    assert!(before.p_met > 0.9);
    someone.estimates.get_mut(&sql).expect("known").standing = Standing::Contested;
    assert_eq!(need(&detail(&someone)).p_met, 0.0);
    assert!(detail(&someone).row.fit.mean < detail(&knowing(&[("sql", 2.8)])).row.fit.mean);
}

#[test]
fn the_ladder_goes_upward_and_says_where_you_stand() {
    let tax = taxonomy();
    let cat = catalogue(&tax);
    let mut someone = knowing(&[("sql", 2.4), ("statistics", 2.2)]);
    someone.goal = tax.find_role("scientist");
    let ix = someone.goal.expect("role");
    let detail = role(&tax, &cat, &someone.person(), ix, WEDNESDAY).expect("there");
    let rungs: Vec<&str> = detail.ladder.iter().map(|r| r.role.as_str()).collect();
    assert_eq!(rungs, ["analyst", "engineer", "scientist"]);
    assert_eq!(detail.ladder.iter().map(|r| r.here).collect::<Vec<_>>(), [true, false, false]);
    assert!(detail.ladder[2].goal && detail.row.goal);
    let all: Vec<&str> = detail.ladder.iter().flat_map(|r| &r.steps).map(|s| s.item.as_str()).collect();
    let once: std::collections::BTreeSet<&str> = all.iter().copied().collect();
    assert_eq!(all.len(), once.len(), "what a lower rung asks is not asked again: {all:?}");
    let fresh = role(&tax, &cat, &Someone::default().person(), ix, WEDNESDAY).expect("there");
    assert!(fresh.ladder.iter().all(|r| !r.here), "an empty profile holds no rung");
}

#[test]
fn gigs_are_of_this_region_and_still_open() {
    let tax = taxonomy();
    let cat = catalogue(&tax);
    let mut someone = knowing(&[("sql", 2.4)]);
    let rows = gigs(&tax, &cat, &someone.person(), WEDNESDAY);
    assert_eq!(rows.iter().map(|g| g.item.id.as_str()).collect::<Vec<_>>(), ["gig-dash", "gig-ml"]);
    assert_eq!(rows[0].meets.iter().map(|m| m.label.as_str()).collect::<Vec<_>>(), ["SQL"]);
    assert!(rows[0].lacks.is_empty(), "it expects nothing of presenting");
    assert_eq!(rows[0].learns.iter().map(|m| m.label.as_str()).collect::<Vec<_>>(), ["Presenting"]);
    assert_eq!(rows[1].lacks.len(), 2);
    assert!(rows[0].fit.mean > rows[1].fit.mean);
    someone.items.insert(cat.find("gig-dash").expect("gig"), ItemState::Dismissed);
    assert_eq!(gigs(&tax, &cat, &someone.person(), WEDNESDAY).len(), 1);
}

#[test]
fn shapes_are_those_of_the_page() {
    let tax = taxonomy();
    let cat = catalogue(&tax);
    let someone = knowing(&[("sql", 2.4)]);
    let ix = tax.find_role("engineer").expect("role");
    let json = serde_json::to_value(role(&tax, &cat, &someone.person(), ix, WEDNESDAY)).expect("serialises");
    for key in [
        "id",
        "label",
        "function",
        "family",
        "grade",
        "fit",
        "gaps",
        "minutes",
        "goal",
        "description",
        "needs",
        "ladder",
        "plan",
    ] {
        assert!(json.get(key).is_some(), "{key}");
    }
    assert!(json["needs"][0].get("pMet").is_some());
    assert!(json["plan"][0]["item"]["id"].is_string());
}

proptest! {
    #[test]
    fn a_plan_can_be_followed(
        known in prop::collection::btree_map(0u32..8, 0.1..3.5f64, 0..6),
        done in prop::collection::btree_set(0u32..20, 0..6),
        dismissed in prop::collection::btree_set(0u32..20, 0..4),
        role in 0usize..4,
    ) {
        let tax = taxonomy();
        let cat = catalogue(&tax);
        let mut someone = Someone::default();
        for (&skill, &adds) in &known {
            someone.knows(SkillId(skill), &[(Kind::Assessment, adds, 1.0)], WEDNESDAY.at);
        }
        for &ix in &done {
            someone.items.insert(crate::catalog::ItemIx(ix), ItemState::Done);
        }
        for &ix in &dismissed {
            someone.items.insert(crate::catalog::ItemIx(ix), ItemState::Dismissed);
        }
        let steps = plan(&tax, &cat, &someone.person(), &tax.roles()[role], WEDNESDAY);
        let mut taken = std::collections::BTreeSet::new();
        for step in &steps {
            let item = &cat.items()[step.item.0 as usize];
            prop_assert!(!item.retired && item.modality != crate::catalog::Modality::Gig);
            prop_assert!(!someone.items.contains_key(&step.item), "{} is done or dismissed", item.id);
            for need in cat.requires(step.item) {
                let there = taken.contains(need) || someone.items.get(need).is_some_and(|s| s.completed());
                prop_assert!(there, "{} waits for another", item.id);
            }
            prop_assert!(taken.insert(step.item), "twice in one plan");
        }
    }

    #[test]
    fn a_fit_is_a_share_inside_its_interval(parts in prop::collection::vec((0.1..5.0f64, 0.0..=1.0f64), 0..12)) {
        let fit = fit::share(parts.into_iter());
        prop_assert!(0.0 <= fit.low && fit.low <= fit.mean + 1e-12 && fit.mean <= fit.high + 1e-12 && fit.high <= 1.0);
    }
}
