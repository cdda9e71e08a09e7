//! What a person would notice, and what must never happen.

use proptest::prelude::*;

use super::fixture::{Numbered, Someone, WEDNESDAY, catalogue, estimate, taxonomy};
use super::*;
use crate::catalog::{Catalogue, ItemIx, Modality};
use crate::clock::{Millis, Now};
use crate::profile::Standing;
use crate::signal::{Kind, Progress};
use crate::taxonomy::{RoleIx, SkillId, Taxonomy};

fn world() -> (Taxonomy, Catalogue) {
    let tax = taxonomy();
    let cat = catalogue(&tax);
    (tax, cat)
}
fn skill(tax: &Taxonomy, id: &str) -> SkillId {
    tax.find(id).expect("skill")
}
fn item(cat: &Catalogue, id: &str) -> ItemIx {
    cat.find(id).expect("item")
}
fn ids(steps: &[Step]) -> Vec<&str> {
    steps.iter().map(|s| s.item.id.as_str()).collect()
}
fn codes(step: &Step) -> Vec<ReasonCode> {
    step.why.iter().map(|r| r.code).collect()
}
fn all(tax: &Taxonomy, cat: &Catalogue, someone: &Someone) -> Vec<Step> {
    next_steps(tax, cat, &someone.person(), WEDNESDAY, 100)
}
fn total_of(steps: &[Step], id: &str) -> Option<f64> {
    steps.iter().find(|s| s.item.id == id).map(|s| s.total)
}

#[test]
fn an_empty_profile_begins_with_what_the_function_shares() {
    let (tax, cat) = world();
    let steps = next_steps(&tax, &cat, &Someone::default().person(), WEDNESDAY, 3);
    assert_eq!(steps.len(), 3);
    assert_eq!(codes(&steps[0])[0], ReasonCode::FirstStep);
    assert_eq!(steps[0].item.skills[0].id, "sql", "all three roles of the function need it: {:?}", ids(&steps));
    assert_eq!(steps[0].why[0].args["functionCount"], ArgValue::Number(3.0));
    for step in &steps {
        assert!(step.item.skills[0].from <= 0.5, "{} begins at the beginning", step.item.id);
        assert!(step.why.iter().all(|r| r.evidence.is_empty()), "nothing to name yet");
        assert_ne!(step.item.skills[0].id, "selling", "another function's skill");
    }
}

#[test]
fn a_goal_leads() {
    let (tax, cat) = world();
    let someone = Someone { goal: tax.find_role("seller"), ..Someone::default() };
    let steps = next_steps(&tax, &cat, &someone.person(), WEDNESDAY, 2);
    let step = steps.iter().find(|s| s.item.id == "sell").expect("one of the first two");
    assert!(steps.iter().all(|s| codes(s)[0] == ReasonCode::GoalGap));
    let reason = &step.why[0];
    assert_eq!(reason.code, ReasonCode::GoalGap);
    assert_eq!(reason.args["role"], ArgValue::from("Seller"));
    assert_eq!(reason.args["need"], ArgValue::Number(3.0));
    assert_eq!(reason.args["have"], ArgValue::Number(0.0));
}

#[test]
fn fading_sql_gets_a_practice_before_it_fades() {
    let (tax, cat) = world();
    let mut someone = Someone::default();
    let sql = skill(&tax, "sql");
    someone.knows(sql, &[(Kind::Assessment, 1.2, 300.0), (Kind::Project, 0.8, 250.0)], WEDNESDAY.at);
    assert!(someone.estimates[&sql].fading);
    let steps = next_steps(&tax, &cat, &someone.person(), WEDNESDAY, 3);
    let step = steps.iter().find(|s| s.item.id == "sql-joins").expect("a practice of SQL");
    assert_eq!(step.timing, Timing::BeforeItFades);
    assert_eq!(step.timing_args["skill"], ArgValue::from("SQL"));
    let fading = step.why.iter().find(|r| r.code == ReasonCode::Fading).expect("says so");
    assert_eq!(fading.args["days"], ArgValue::Number(250.0));
    assert_eq!(
        fading.args["evidence"],
        ArgValue::Text(Numbered.title(someone.evidence[&sql][1].key)),
        "names the last practice"
    );
}

#[test]
fn ready_for_modelling_because_of_sql() {
    let (tax, cat) = world();
    let mut someone = Someone { goal: tax.find_role("engineer"), ..Someone::default() };
    let sql = skill(&tax, "sql");
    let before = total_of(&all(&tax, &cat, &someone), "model-sim").expect("open");
    someone.knows(sql, &[(Kind::Assessment, 2.2, 5.0)], WEDNESDAY.at);
    let steps = all(&tax, &cat, &someone);
    assert!(total_of(&steps, "model-sim").expect("open") > before);
    let step = steps.iter().find(|s| s.item.id == "model-sim").expect("there");
    let reason = step.why.iter().find(|r| r.code == ReasonCode::BuildsOn).expect("says what it builds on");
    assert_eq!(reason.evidence, [evidence_id(someone.evidence[&sql][0].key)]);
    assert_eq!(reason.args["skill"], ArgValue::from("SQL"));
}

#[test]
fn used_at_work_and_never_learned() {
    let (tax, cat) = world();
    let mut someone = Someone { goal: tax.find_role("engineer"), ..Someone::default() };
    someone.knows(skill(&tax, "sql"), &[(Kind::Commit, 0.9, 3.0)], WEDNESDAY.at);
    let steps = all(&tax, &cat, &someone);
    let step = steps.iter().find(|s| s.item.id == "sql-joins").expect("there");
    assert!(codes(step).contains(&ReasonCode::UsedUntaught), "{:?}", step.why);
}

#[test]
fn contested_skills_carry_nothing() {
    let (tax, cat) = world();
    let mut someone = Someone { goal: tax.find_role("engineer"), ..Someone::default() };
    let sql = skill(&tax, "sql");
    someone.knows(sql, &[(Kind::Assessment, 2.2, 5.0)], WEDNESDAY.at);
    let with = total_of(&all(&tax, &cat, &someone), "model-sim").expect("open");
    someone.estimates.get_mut(&sql).expect("known").standing = Standing::Contested;
    let steps = all(&tax, &cat, &someone);
    assert!(total_of(&steps, "model-sim").expect("open") < with);
    let named = steps.iter().flat_map(|s| &s.why).flat_map(|r| &r.evidence);
    assert_eq!(named.count(), 0, "evidence of a contested skill is not named");
}

#[test]
fn feedback_is_felt_bounded_and_undone() {
    let (tax, cat) = world();
    let mut someone = Someone { goal: tax.find_role("engineer"), ..Someone::default() };
    let before = all(&tax, &cat, &someone);
    let video = item(&cat, "py-video");
    let say = |what| FeedbackEvent { item: video, what, at: WEDNESDAY.at };
    someone.feedback = vec![say(Feedback::Helpful)];
    let liked = all(&tax, &cat, &someone);
    let ratio = total_of(&liked, "py-video").expect("open") / total_of(&before, "py-video").expect("open");
    assert!(ratio > 1.05 && ratio <= 1.4, "one word is visible: {ratio}");
    let step = liked.iter().find(|s| s.item.id == "py-video").expect("open");
    assert!(codes(step).contains(&ReasonCode::Liked));
    someone.feedback = vec![say(Feedback::NotHelpful); 500];
    let term = |steps: &[Step]| steps.iter().find(|s| s.item.id == "py-video").expect("still there").terms[3].value;
    assert!((term(&all(&tax, &cat, &someone)) - 0.7).abs() < 1e-12, "bounded however often it is said");
    someone.feedback.clear();
    assert_eq!(all(&tax, &cat, &someone), before, "undone is as if never said");
}

#[test]
fn too_hard_leads_to_easier_steps() {
    let (tax, cat) = world();
    let mut someone = Someone { goal: tax.find_role("engineer"), ..Someone::default() };
    someone.knows(skill(&tax, "sql"), &[(Kind::Assessment, 1.2, 5.0)], WEDNESDAY.at);
    let ratio = |someone: &Someone| {
        let steps = all(&tax, &cat, someone);
        total_of(&steps, "sql-basics").expect("open") / total_of(&steps, "sql-joins").expect("open")
    };
    let plain = ratio(&someone);
    someone.feedback = vec![FeedbackEvent { item: item(&cat, "sql-joins"), what: Feedback::TooHard, at: WEDNESDAY.at }];
    assert!(ratio(&someone) > plain);
    someone.feedback[0].what = Feedback::TooEasy;
    assert!(ratio(&someone) < plain);
}

#[test]
fn not_now_comes_back_after_fourteen_days() {
    let (tax, cat) = world();
    let mut someone = Someone { goal: tax.find_role("seller"), ..Someone::default() };
    let sell = item(&cat, "sell");
    someone.feedback = vec![FeedbackEvent { item: sell, what: Feedback::NotNow, at: WEDNESDAY.at }];
    someone.items = states(&someone.feedback, std::iter::empty());
    let shown = |days: f64| {
        let now = Now { at: WEDNESDAY.at.plus_days(days), offset_minutes: 0 };
        ids(&next_steps(&tax, &cat, &someone.person(), now, 100)).contains(&"sell")
    };
    assert!(!shown(0.0) && !shown(13.9) && shown(14.0));
}

#[test]
fn the_latest_word_counts_and_finished_is_finished() {
    let x = ItemIx(4);
    let say = |what, at| FeedbackEvent { item: x, what, at: Millis(at) };
    let never = [say(Feedback::NotNow, 1), say(Feedback::Never, 2)];
    assert_eq!(state_of(x, &never, None), Some(ItemState::Dismissed));
    assert_eq!(state_of(x, &never, Some(Progress::Running)), Some(ItemState::Dismissed), "dismissed stays dismissed");
    assert_eq!(state_of(x, &never, Some(Progress::Done)), Some(ItemState::Done));
    assert_eq!(state_of(x, &[say(Feedback::Helpful, 9)], None), None);
    assert_eq!(state_of(ItemIx(5), &never, None), None, "of another item nothing was said");
}

#[test]
fn required_items_come_first() {
    let (tax, cat) = world();
    let mut someone = Someone { goal: tax.find_role("engineer"), ..Someone::default() };
    someone.knows(skill(&tax, "sql"), &[(Kind::Assessment, 1.9, 5.0)], WEDNESDAY.at);
    assert_eq!(total_of(&all(&tax, &cat, &someone), "sql-tune"), None, "joins are not done");
    someone.items.insert(item(&cat, "sql-joins"), ItemState::Done);
    assert!(total_of(&all(&tax, &cat, &someone), "sql-tune").is_some());
}

#[test]
fn timing_reads_the_persons_own_clock() {
    let (tax, cat) = world();
    let someone = Someone { goal: tax.find_role("analyst"), ..Someone::default() };
    let at = |minutes: i64, offset_minutes| Now { at: Millis(WEDNESDAY.at.0 + minutes * 60_000), offset_minutes };
    let timing = |now, id: &str| {
        let steps = next_steps(&tax, &cat, &someone.person(), now, 100);
        let step = steps.into_iter().find(|s| s.item.id == id).expect("open");
        (step.timing, step.timing_args)
    };
    // 10:10: twenty minutes are left; the welcome takes fifteen, but it is for first weeks, and these are.
    assert_eq!(timing(at(0, 0), "welcome").0, Timing::Onboarding);
    assert_eq!(timing(at(0, 0), "stats").0, Timing::ThisWeek);
    let (when, args) = timing(at(24 * 60, 0), "talk-prompt");
    assert_eq!((when, &args["weekday"]), (Timing::EndOfSprint, &ArgValue::Number(4.0)));
    let sprint = |now| {
        let steps = next_steps(&tax, &cat, &someone.person(), now, 100);
        steps.iter().find(|s| s.item.id == "talk-prompt").expect("open").terms[4].value
    };
    assert!(sprint(at(24 * 60, 0)) > sprint(at(0, 0)), "Thursday is the better day for it");
    assert!(sprint(at(14 * 60, 600)) > sprint(at(14 * 60, 0)), "in the east it is Thursday already");
    let wish = Someone { wishes: vec![skill(&tax, "feedback")], ..someone.clone() };
    let step = next_steps(&tax, &cat, &wish.person(), at(0, 0), 1).remove(0);
    assert_eq!((step.item.id.as_str(), step.timing), ("feedback-read", Timing::NowFits));
    assert_eq!(step.timing_args["left"], ArgValue::Number(20.0));
    assert_eq!(step.why[0].code, ReasonCode::AskedFor);
}

#[test]
fn serialises_as_the_page_reads_it() {
    let (tax, cat) = world();
    let someone = Someone { goal: tax.find_role("engineer"), ..Someone::default() };
    let step = next_steps(&tax, &cat, &someone.person(), WEDNESDAY, 1).remove(0);
    let json = serde_json::to_value(&step).expect("serialises");
    for key in ["item", "difficulty", "timing", "timingArgs", "why", "terms", "total"] {
        assert!(json.get(key).is_some(), "{key}");
    }
    assert_eq!(json["why"][0]["code"], "goal_gap");
    assert!(json["why"][0]["args"]["have"].is_number() && json["why"][0]["args"]["skill"].is_string());
    assert_eq!(json["terms"][0]["code"], "gap");
    assert_eq!(json["item"]["state"], "open");
    assert!(json["item"]["starts"].is_null());
}

#[test]
fn improve_names_what_would_tell_most() {
    let (tax, cat) = world();
    let mut someone = Someone::default();
    someone.knows(skill(&tax, "sql"), &[(Kind::TextMention, 0.9, 5.0)], WEDNESDAY.at);
    let found = improve(&tax, &cat, &someone.person(), WEDNESDAY, skill(&tax, "sql")).expect("something tells");
    assert_eq!(cat.items()[found.item.0 as usize].modality, Modality::Practice);
    assert!(found.sd_after < someone.estimates[&skill(&tax, "sql")].sd);
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        Just(Kind::Commit),
        Just(Kind::Assessment),
        Just(Kind::Completion),
        Just(Kind::Project),
        Just(Kind::TextMention)
    ]
}
fn state() -> impl Strategy<Value = ItemState> {
    prop_oneof![
        Just(ItemState::Running),
        Just(ItemState::Done),
        Just(ItemState::Dismissed),
        Just(ItemState::Known),
        (-20.0..20.0f64).prop_map(|d| ItemState::Snoozed { until: WEDNESDAY.at.plus_days(d) }),
    ]
}
fn what() -> impl Strategy<Value = Feedback> {
    prop_oneof![Just(Feedback::Helpful), Just(Feedback::NotHelpful), Just(Feedback::TooEasy), Just(Feedback::TooHard)]
}

prop_compose! {
    fn someone()(
        skills in prop::collection::vec((0u32..8, prop::collection::vec((kind(), 0.05..1.5f64, 0.0..500.0f64), 1..4), 0u8..6), 0..7),
        items in prop::collection::btree_map((0u32..20).prop_map(ItemIx), state(), 0..8),
        goal in prop::option::of((0u32..4).prop_map(RoleIx)),
        wishes in prop::collection::vec((0u32..8).prop_map(SkillId), 0..2),
        said in prop::collection::vec((0u32..20, what(), 0.0..200.0f64), 0..6),
        seed in any::<u64>(),
    ) -> Someone {
        let mut s = Someone { items: items.into_iter().collect(), goal, wishes, seed, ..Someone::default() };
        for (skill, pieces, standing) in skills {
            s.knows(SkillId(skill), &pieces, WEDNESDAY.at);
            if let Some(e) = s.estimates.get_mut(&SkillId(skill)) {
                e.standing = match standing { 0 => Standing::Contested, 1 => Standing::Confirmed, _ => Standing::Inferred };
            }
        }
        s.feedback = said.into_iter()
            .map(|(i, what, ago)| FeedbackEvent { item: ItemIx(i), what, at: WEDNESDAY.at.plus_days(-ago) })
            .collect();
        s
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn never_what_must_not_be(s in someone(), count in 1usize..30) {
        let (tax, cat) = world();
        for step in next_steps(&tax, &cat, &s.person(), WEDNESDAY, count) {
            let ix = item(&cat, &step.item.id);
            let entry = &cat.items()[ix.0 as usize];
            prop_assert!(!entry.retired && !matches!(entry.modality, Modality::Gig | Modality::Mentor));
            prop_assert!(entry.regions.is_empty(), "another region");
            prop_assert!(s.items.get(&ix).is_none_or(|state| !state.hides(WEDNESDAY.at)), "{} is {:?}", entry.id, s.items.get(&ix));
            for need in cat.requires(ix) {
                prop_assert!(s.items.get(need).is_some_and(|state| state.completed()));
            }
        }
    }

    #[test]
    fn reasons_are_there_few_and_the_terms_multiply(s in someone()) {
        let (tax, cat) = world();
        for step in all(&tax, &cat, &s) {
            prop_assert!((1..=3).contains(&step.why.len()));
            prop_assert_eq!(step.terms.iter().map(|t| t.value).product::<f64>(), step.total);
            prop_assert!(step.total > 0.0 && step.total.is_finite());
            prop_assert!(step.terms.iter().all(|t| t.value > 0.0));
            prop_assert!((0.7..=1.4).contains(&step.terms[3].value));
        }
    }

    #[test]
    fn the_same_person_gets_the_same_steps(s in someone()) {
        let (tax, cat) = world();
        prop_assert_eq!(all(&tax, &cat, &s), all(&tax, &cat, &s.clone()));
    }

    #[test]
    fn without_the_named_evidence_the_step_falls(s in someone(), surprise in prop_oneof![Just(0.0), 0.0..=1.0f64]) {
        let (tax, cat) = world();
        let now = WEDNESDAY.at;
        let replay = |skill: SkillId, key: u64| {
            let rest: Vec<EvidenceRef> = s.evidence[&skill].iter().filter(|e| e.key != key).copied().collect();
            let standing = s.estimates[&skill].standing;
            (!rest.is_empty()).then(|| crate::profile::Estimate { standing, ..estimate(&rest, now) })
        };
        let aids = Aids { without: Some(&replay), surprise, ..Aids::default() };
        for step in next_steps_with(&tax, &cat, &s.person(), WEDNESDAY, 30, &aids) {
            for id in step.why.iter().flat_map(|r| &r.evidence) {
                let key = u64::from_str_radix(id, 16).expect("a key");
                let mut less = s.clone();
                let holders: Vec<SkillId> = s.evidence.iter().filter(|(_, all)| all.iter().any(|e| e.key == key)).map(|(&k, _)| k).collect();
                prop_assert!(!holders.is_empty(), "true evidence of this person");
                for skill in holders {
                    prop_assert!(s.estimates[&skill].standing != Standing::Contested);
                    match replay(skill, key) {
                        Some(e) => less.estimates.insert(skill, e),
                        None => less.estimates.remove(&skill),
                    };
                    less.evidence.entry(skill).and_modify(|all| *all = all.iter().filter(|e| e.key != key).copied().collect());
                }
                less.evidence.retain(|_, all| !all.is_empty());
                let aids = Aids { surprise, ..Aids::default() };
                let after = next_steps_with(&tax, &cat, &less.person(), WEDNESDAY, 100, &aids);
                let after = total_of(&after, &step.item.id).unwrap_or(0.0);
                prop_assert!(after < step.total, "{} {} -> {}", step.item.id, step.total, after);
            }
        }
    }

    #[test]
    fn no_item_is_worth_more_than_it_is_said_to_be_at_most(s in someone(), surprise in prop_oneof![Just(0.0), 0.0..=1.0f64]) {
        let (tax, cat) = world();
        let aids = Aids { surprise, ..Aids::default() };
        let person = s.person();
        let ground = score::Ground::new(&tax, &cat, &person, WEDNESDAY, &aids);
        let field = field::Field::new(&tax, &cat, &person, person.estimates, None, WEDNESDAY.at);
        for at in 0..cat.items().len() {
            let (most, terms) = (ground.most(&field, ItemIx(at as u32)), ground.terms(&field, ItemIx(at as u32)));
            prop_assert_eq!(most.is_some(), terms.is_some());
            if let (Some(most), Some(terms)) = (most, terms) {
                prop_assert!(score::total(&most) >= score::total(&terms), "{:?} {:?}", most, terms);
            }
        }
    }

    #[test]
    fn what_carries_a_step_is_said(s in someone()) {
        let (tax, cat) = world();
        for step in all(&tax, &cat, &s) {
            let mut below: Vec<SkillId> = step.item.skills.iter().map(|t| skill(&tax, &t.id)).collect();
            below.extend(below.clone().into_iter().filter_map(|k| cat.support(k)).flat_map(|p| p.requires.iter().chain(&p.related)));
            let hers = |k: &SkillId| s.estimates.get(k).is_some_and(|e| e.standing != Standing::Contested);
            let replay = |skill: SkillId, key: u64| {
                let rest: Vec<EvidenceRef> = s.evidence[&skill].iter().filter(|e| e.key != key).copied().collect();
                let standing = s.estimates[&skill].standing;
                (!rest.is_empty()).then(|| crate::profile::Estimate { standing, ..estimate(&rest, WEDNESDAY.at) })
            };
            let carries = |k: SkillId, key: u64| {
                let mut less = s.clone();
                match replay(k, key) {
                    Some(e) => less.estimates.insert(k, e),
                    None => less.estimates.remove(&k),
                };
                less.evidence.entry(k).and_modify(|all| *all = all.iter().filter(|e| e.key != key).copied().collect());
                less.evidence.retain(|_, all| !all.is_empty());
                total_of(&all(&tax, &cat, &less), &step.item.id).unwrap_or(0.0) < 0.995 * step.total
            };
            let aids = Aids { without: Some(&replay), ..Aids::default() };
            let told = next_steps_with(&tax, &cat, &s.person(), WEDNESDAY, 100, &aids);
            let told = told.iter().find(|t| t.item.id == step.item.id).expect("the same steps");
            if told.why.iter().all(|r| r.evidence.is_empty()) {
                for k in below.into_iter().filter(hers) {
                    for e in s.evidence[&k].iter() {
                        prop_assert!(!carries(k, e.key), "{} is carried by {}: {:?}", step.item.id, e.key, told.why);
                    }
                }
            }
        }
    }

    #[test]
    fn no_two_of_three_have_the_same_first_skill_while_others_are_there(s in someone()) {
        let (tax, cat) = world();
        let everything = all(&tax, &cat, &s);
        let skills: std::collections::BTreeSet<&str> = everything.iter().map(|st| st.item.skills[0].id.as_str()).collect();
        let three = next_steps(&tax, &cat, &s.person(), WEDNESDAY, 3);
        let shown: std::collections::BTreeSet<&str> = three.iter().map(|st| st.item.skills[0].id.as_str()).collect();
        prop_assert_eq!(shown.len(), skills.len().min(three.len()));
    }
}

#[test]
fn company_factors_only_tilt() {
    let (tax, cat) = world();
    let mut someone = Someone { goal: tax.find_role("engineer"), ..Someone::default() };
    let rows: Vec<(String, Vec<f32>)> = cat
        .items()
        .iter()
        .map(|i| (i.id.clone(), if i.id.starts_with("py") { vec![2.0, 0.0] } else { vec![0.0, 2.0] }))
        .collect();
    let factors = Factors::open(&Factors::write(2, &rows).expect("writes")).expect("opens");
    someone.items.insert(item(&cat, "py-start"), ItemState::Done);
    let aids = Aids { factors: Some(&factors), ..Aids::default() };
    let plain = all(&tax, &cat, &someone);
    let tilted = next_steps_with(&tax, &cat, &someone.person(), WEDNESDAY, 100, &aids);
    let ratio = |id| total_of(&tilted, id).expect("open") / total_of(&plain, id).expect("open");
    assert!(ratio("py-video") > 1.05 && ratio("py-video") <= 1.4, "others who did this also did that");
    assert!((ratio("model-sim") - 1.0).abs() < 1e-9);
}

#[test]
fn one_signal_of_two_skills_is_taken_from_both() {
    let (tax, cat) = world();
    let mut someone = Someone { goal: tax.find_role("engineer"), ..Someone::default() };
    for id in ["sql", "python"] {
        someone.knows(skill(&tax, id), &[(Kind::Project, 1.5, 5.0)], WEDNESDAY.at);
        let all = someone.evidence.get_mut(&skill(&tax, id)).and_then(std::sync::Arc::get_mut);
        all.expect("known")[0].key = 10;
    }
    let steps = all(&tax, &cat, &someone);
    let step = steps.iter().find(|s| s.item.id == "py-project").expect("open");
    let named: Vec<&String> = step.why.iter().flat_map(|r| &r.evidence).collect();
    assert!(named.iter().all(|id| *id == "000000000000000a") && !named.is_empty());
    let nothing = Someone { goal: someone.goal, ..Someone::default() };
    assert!(total_of(&all(&tax, &cat, &nothing), "py-project").expect("open") < step.total);
}
