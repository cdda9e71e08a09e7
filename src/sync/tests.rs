//! What a person relies on: the cap holds whatever is asked, "no" looks like nothing, and a dictionary that lies is refused.

use proptest::prelude::*;

use super::*;

fn dictionary() -> Dictionary {
    let json = include_str!("../../tests/fixtures/dictionary.json");
    Dictionary::parse(json.as_bytes()).expect("the fixture is a dictionary")
}

fn edited(edit: impl Fn(&mut serde_json::Value)) -> Result<Dictionary, DictionaryError> {
    let mut json: serde_json::Value =
        serde_json::from_str(include_str!("../../tests/fixtures/dictionary.json")).expect("JSON");
    edit(&mut json);
    Dictionary::parse(json.to_string().as_bytes())
}

#[test]
fn a_dictionary_that_lies_is_refused() {
    use crate::error::Coded;
    let code = |edit: &dyn Fn(&mut serde_json::Value)| edited(edit).err().map(|e| e.code());
    // Told a smaller cost than the noise has.
    assert_eq!(code(&|d| d["measures"][0]["asked"][0]["microRho"] = 1.into()), Some("dictionary.cost"));
    // Less noise at the old cost.
    assert_eq!(code(&|d| d["measures"][0]["asked"][0]["sigma2"] = 1.into()), Some("dictionary.cost"));
    // A larger clip at the old cost.
    assert_eq!(code(&|d| d["measures"][0]["encoding"]["clip"] = 3.into()), Some("dictionary.cost"));
    assert_eq!(code(&|d| d["measures"][0]["encoding"]["clip"] = 0.into()), Some("dictionary.measure"));
    assert_eq!(code(&|d| d["measures"][0]["asked"] = serde_json::json!([])), Some("dictionary.measure"));
    assert_eq!(code(&|d| d["measures"][0]["id"] = d["measures"][1]["id"].clone()), Some("dictionary.id"));
    assert_eq!(code(&|d| d["measures"][1]["encoding"]["attribute"] = "shoe".into()), Some("dictionary.measure"));
    assert_eq!(code(&|d| d["measures"][0]["secret"] = true.into()), Some("open.dictionary"));
    assert_eq!(code(&|d| d["periods"][0]["end"] = "2026-06-30".into()), Some("dictionary.period"));
    assert_eq!(code(&|d| d["format"] = "skillkeep-dictionary/3".into()), Some("open.dictionary"));
    assert_eq!(code(&|_| ()), None);
}

/// Whoever is told another question, noise or cell is in another task, and cannot be decrypted with this one.
#[test]
fn every_word_of_a_question_makes_another_task() {
    let d = dictionary();
    let base = task_info(&d.measures[0], &d.measures[0].asked[0], "all");
    assert_eq!(base, task_info(&d.measures[0].clone(), &d.measures[0].asked[0].clone(), "all"));
    let changed = |edit: &dyn Fn(&mut Measure)| {
        let mut m = d.measures[0].clone();
        edit(&mut m);
        task_info(&m, &m.asked[0], "all")
    };
    assert_ne!(base, changed(&|m| m.purpose.push('!')));
    assert_ne!(base, changed(&|m| m.asked[0].sigma2 += 1));
    assert_ne!(base, changed(&|m| m.asked[0].micro_rho += 1));
    assert_ne!(base, changed(&|m| m.expires = Day(m.expires.0 + 1)));
    assert_ne!(base, task_info(&d.measures[0], &d.measures[0].asked[0], "function/sales"));
    // A question asked over one more partition leaves the others' tasks as they were.
    assert_eq!(base, changed(&|m| m.asked.push(Asked { over: Partition::Region, ..m.asked[0].clone() })));
}

#[test]
fn more_than_the_clip_is_drawn_anew_each_time() {
    let skills: Vec<String> = (0..40).map(|n| format!("s{n}")).collect();
    let facts = Facts { held: skills.iter().map(|s| (s.clone(), 3)).collect(), known: true, ..Facts::default() };
    let held = Encoding::Held { skills, clip: 5 };
    let drawn: std::collections::BTreeSet<Vec<u32>> =
        (0..20).map(|n| held.answer(&facts, &[], Clip::Random(&[n; 32])).set).collect();
    assert!(drawn.len() > 15, "{} of 20 draws differ", drawn.len());
    assert!(drawn.iter().all(|set| set.len() == 7 && set[5..] == [40, 41]));
    assert_eq!(held.answer(&facts, &[], Clip::First).set, [0, 1, 2, 3, 4, 40, 41]);
}

fn experiment() -> Experiment {
    let arm = |id: &str, share, starts| Arm { id: id.into(), label: id.into(), share, starts };
    let arms = vec![arm("now", 300, Some(Day(20_000))), arm("later", 300, Some(Day(20_090))), arm("never", 300, None)];
    Experiment { key: "sprint".into(), from: Day(20_000), arms, items: Vec::new() }
}

#[test]
fn an_experiment_that_cannot_be_one_is_refused() {
    use crate::error::Coded;
    let with = |edit: &dyn Fn(&mut Experiment)| {
        edited(|d| {
            let mut experiment = experiment();
            edit(&mut experiment);
            let encoding = Encoding::Change { skills: vec!["s0".into()], clip: 100, experiment };
            let mut measure = d["measures"][1].clone();
            measure["id"] = "sprint".into();
            let one =
                serde_json::json!({ "over": "company", "sigma2": 100, "microRho": 10_000, "targetMilliPoints": 1 });
            measure["asked"] = serde_json::json!([one]);
            measure["encoding"] = serde_json::to_value(encoding).expect("JSON");
            d["measures"].as_array_mut().expect("a list").push(measure);
        })
        .map_err(|e| e.code())
    };
    let read = with(&|_| ()).expect("an experiment is taken");
    assert_eq!(read.measures.last().and_then(|m| m.encoding.experiment()), Some(&experiment()));
    for edit in [
        &(|e: &mut Experiment| e.key.clear()) as &dyn Fn(&mut Experiment),
        &|e| e.arms[0].share = 401,
        &|e| e.arms[1].share = 0,
        &|e| e.arms[1].id = "now".into(),
        &|e| e.arms[0].starts = Some(Day(19_999)),
        &|e| e.arms.truncate(1),
    ] {
        assert_eq!(with(edit).err(), Some("dictionary.measure"));
    }
}

/// Outside the experiment, "no", and nothing known: one and the same answer, in the shape of every other.
#[test]
fn who_is_outside_an_experiment_answers_as_one_who_says_no() {
    let e = Encoding::Change { skills: vec!["s0".into()], clip: 100, experiment: experiment() };
    let outside = e.answer(&Facts { known: true, ..Facts::default() }, &[], Clip::Random(&[7; 32]));
    assert_eq!(outside, Measurement::no_answer(e.shape(0)));
    assert_eq!(outside, e.answer(&Facts::default(), &[], Clip::First));
    let moved = [("sprint s0".to_owned(), Moved { arm: 1, change: 5.0 })].into_iter().collect();
    let inside = e.answer(&Facts { known: true, moved, ..Facts::default() }, &[], Clip::First);
    assert_eq!((inside.shape, inside.set), (outside.shape, vec![9]));
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let held = prop::collection::btree_map("s[0-9]", 0..=5u8, 0..10);
    let goals = prop::collection::btree_set("s[0-9]", 0..10);
    let items = prop::collection::btree_map("i[0-9]", any::<bool>(), 0..10);
    let terms = prop::collection::btree_set("t[0-9]", 0..10);
    let moved = prop::option::of((0..3usize, -3.0..3.0));
    let said = ("gender|age", "(woman|man|another|else|young|old)");
    let groups = prop::collection::btree_map(said.0, said.1, 0..3);
    (
        held,
        goals,
        items,
        terms,
        (groups, moved),
        any::<bool>(),
        (0..3u8, 0..3u8, 0..2u8, 0..3u8, 0..3u8, prop::option::of(("r[0-9]", any::<bool>()))),
    )
        .prop_map(
            |(
                held,
                goals,
                items,
                terms,
                (groups, moved),
                known,
                (stretch, confidence, contested, fit, settled, path),
            )| Facts {
                held: held.into_iter().collect(),
                goals: goals.into_iter().collect(),
                items: items.into_iter().collect(),
                terms: terms.into_iter().collect(),
                groups: groups.into_iter().collect(),
                moved: moved.map(|(arm, change)| ("sprint s0".to_owned(), Moved { arm, change })).into_iter().collect(),
                known,
                path,
                outcomes: Outcomes { stretch, confidence, contested, fit, settled },
            },
        )
}

fn any_encoding() -> impl Strategy<Value = Encoding> {
    let ids = |letter: char| (0..10).map(|n| format!("{letter}{n}")).collect::<Vec<_>>();
    prop_oneof![
        (1..=10u32).prop_map(move |clip| Encoding::Held { skills: ids('s'), clip }),
        (1..=10u32).prop_map(move |clip| Encoding::Goals { skills: ids('s'), clip }),
        (1..=10u32).prop_map(move |clip| Encoding::Planes { skills: ids('s'), levels: vec![2, 3, 4], clip }),
        (1..=10u32).prop_map(move |clip| Encoding::Items { items: ids('i'), clip }),
        (1..=10u32).prop_map(move |clip| Encoding::Together { items: ids('i'), clip }),
        (1..=10u32).prop_map(move |clip| Encoding::Terms { terms: ids('t'), clip }),
        Just(Encoding::Change { skills: vec!["s0".into()], clip: 100, experiment: experiment() }),
        Just(Encoding::Paths { roles: ids('r') }),
        (
            prop_oneof![
                Just(Outcome::Stretch),
                Just(Outcome::Confidence),
                Just(Outcome::Contested),
                Just(Outcome::Fit),
                Just(Outcome::Settled)
            ],
            any::<bool>(),
        )
            .prop_map(|(outcome, both)| Encoding::Outcome {
                attribute: "gender".into(),
                with: both.then(|| "age".into()),
                outcome,
            }),
    ]
}

proptest! {
    /// Privacy rests on this: whatever two people are, their answers differ in no more than the sensitivity says, and the
    /// circuit takes both.
    #[test]
    fn two_answers_are_within_the_sensitivity(e in any_encoding(), a in any_facts(), b in any_facts(), seed: [u8; 32]) {
        let mut d = dictionary();
        d.attributes.push(age());
        let attributes: Vec<&Attribute> = e.groups().filter_map(|id| d.attribute(id)).collect();
        let answer = |f: &Facts| e.answer(f, &attributes, Clip::Random(&seed));
        let (x, y) = (answer(&a), answer(&b));
        let differ = x.set.iter().filter(|p| !y.set.contains(p)).count() + y.set.iter().filter(|p| !x.set.contains(p)).count();
        prop_assert!(differ as u64 <= e.delta2(), "{differ} places differ");
        for m in [&x, &y] {
            prop_assert!(m.set.windows(2).all(|w| w[0] < w[1]) && m.set.iter().all(|p| *p < m.shape.length()));
            match m.shape {
                Shape::Multihot { max_weight, .. } => prop_assert!(m.set.len() <= max_weight as usize),
                Shape::Histogram { .. } => prop_assert_eq!(m.set.len(), 1),
            }
        }
        // Nothing to say, and "no", are the same answer.
        let nothing = Facts { known: false, ..a };
        prop_assert_eq!(answer(&nothing), Measurement::no_answer(x.shape));
    }

    /// No sequence of reports, on any days, spends more than the cap in any year.
    #[test]
    fn the_cap_holds(since in 20_000..21_500i32, tries in prop::collection::vec((0..5usize, 20_000..22_000i32, any::<bool>()), 0..40)) {
        let d = dictionary();
        let cap = d.ledger.as_ref().map_or(0, |l| l.cap_micro_rho);
        let mut ledger = Ledger::new(Day(since));
        for (period, today, yes) in tries {
            let (Some(period), today) = (d.periods.get(period), Day(today)) else { continue };
            if ledger.may(period, today).is_err() {
                continue;
            }
            let mut charged = 0;
            for m in d.asked_in(period).filter(|_| yes) {
                if ledger.afford(&d, today, charged, m.cost()) {
                    charged += m.cost();
                }
            }
            ledger.charge(period, today, charged);
            prop_assert!(ledger.may(period, today).is_err(), "a period is answered once");
            let assumed: u64 = d.periods.iter().filter(|p| ledger.assumed(p) && p.due.year() == today.year()).map(|p| d.cost(p)).sum();
            prop_assert!(ledger.spent(&d, today.year()) <= cap.max(assumed));
        }
    }
}

fn age() -> Attribute {
    let option = |id: &str| Named { id: id.into(), label: id.into() };
    Attribute {
        id: "age".into(),
        label: "Age".into(),
        options: vec![option("young"), option("old")],
        reference: "young".into(),
    }
}

#[test]
fn two_attributes_make_a_group_of_each_pair_and_one_unsaid_makes_none() {
    let mut d = dictionary();
    d.attributes.push(age());
    let both = Encoding::Outcome { attribute: "age".into(), with: Some("gender".into()), outcome: Outcome::Fit };
    let attributes = [d.attribute("age").expect("age"), d.attribute("gender").expect("gender")];
    let options = attributes[1].options.len();
    let said = |groups: &[(&str, &str)]| Facts {
        groups: groups.iter().map(|(a, o)| ((*a).to_owned(), (*o).to_owned())).collect(),
        outcomes: Outcomes { fit: 2, ..Outcomes::default() },
        known: true,
        ..Facts::default()
    };
    let second = attributes[1].options[1].id.clone();
    let answer = both.answer(&said(&[("age", "old"), ("gender", &second)]), &attributes, Clip::First);
    assert_eq!(answer.shape, Shape::Histogram { length: (2 * options * 3 + 1) as u32 });
    assert_eq!(answer.set, [((options + 1) * 3 + 2) as u32]);
    let none = Measurement::no_answer(answer.shape);
    assert_eq!(both.answer(&said(&[("age", "old")]), &attributes, Clip::First), none);
    assert_eq!(both.answer(&said(&[("age", "old"), ("gender", "else")]), &attributes, Clip::First), none);
}

#[test]
fn a_question_about_one_attribute_is_written_as_it_always_was() {
    let one = Encoding::Outcome { attribute: "gender".into(), with: None, outcome: Outcome::Stretch };
    let written = r#"{"kind":"outcome","attribute":"gender","outcome":"stretch"}"#;
    assert_eq!(serde_json::to_string(&one).expect("JSON"), written, "its task would be another");
    let read = |text: &str| serde_json::from_str::<Encoding>(text).ok();
    let two = r#"{"kind":"outcome","attribute":"gender","with":"age","outcome":"settled"}"#;
    assert_eq!(serde_json::to_string(&read(two)).expect("JSON"), two);
    assert_eq!(read(r#"{"kind":"paths","roles":["r0"]}"#), Some(Encoding::Paths { roles: vec!["r0".into()] }));
    for wrong in [
        r#"{"kind":"paths","roles":["r0"],"clip":1}"#,
        r#"{"kind":"paths","skills":["r0"]}"#,
        r#"{"kind":"held","skills":["s0"],"clip":1,"with":"age"}"#,
        r#"{"kind":"goals","skills":["s0"],"clip":1,"roles":["r0"]}"#,
    ] {
        assert_eq!(read(wrong), None, "{wrong}");
    }
}

#[test]
fn groups_that_cannot_be_are_refused() {
    use crate::error::Coded;
    let with = |with: &str, more: usize| {
        edited(|d| {
            let options: Vec<_> =
                (0..more).map(|n| serde_json::json!({ "id": format!("o{n}"), "label": "x" })).collect();
            let age = serde_json::json!({ "id": "age", "label": "Age", "reference": "o0", "options": options });
            d["attributes"].as_array_mut().expect("a list").push(age);
            d["measures"][1]["encoding"]["with"] = with.into();
        })
        .err()
        .map(|e| e.code())
    };
    assert_eq!(with("age", 4), None);
    assert_eq!(with("gender", 4), Some("dictionary.measure"), "the same twice");
    assert_eq!(with("shoe", 4), Some("dictionary.measure"));
    assert_eq!(with("age", 200), Some("dictionary.measure"), "more groups than a question has");
}

#[test]
fn a_path_is_told_by_its_role_and_by_arrival() {
    let paths = Encoding::Paths { roles: vec!["lead".into(), "chief".into()] };
    let at = |path: Option<(&str, bool)>| {
        let path = path.map(|(role, there)| (role.to_owned(), there));
        paths.answer(&Facts { path, known: true, ..Facts::default() }, &[], Clip::First)
    };
    assert_eq!(at(Some(("lead", false))).set, [0]);
    assert_eq!(at(Some(("chief", true))).set, [3]);
    let none = Measurement::no_answer(Shape::Histogram { length: 5 });
    assert_eq!((at(None), at(Some(("clerk", true)))), (none.clone(), none));
    assert_eq!(paths.delta2(), 2);
}
