//! What a person notices of a slot, of how likely a step is to work, and of a break or a streak.

use super::fixture::{Someone, WEDNESDAY, catalogue, taxonomy};
use super::*;
use crate::catalog::Modality;
use crate::signal::Kind;

fn steps(someone: &Someone, count: usize, slot: Option<u32>) -> Vec<Step> {
    let tax = taxonomy();
    let cat = catalogue(&tax);
    next_steps_with(&tax, &cat, &someone.person(), WEDNESDAY, count, &Aids { slot, ..Aids::default() })
}

fn toward(role: &str) -> Someone {
    Someone { goal: taxonomy().find_role(role), ..Someone::default() }
}

#[test]
fn steps_fit_the_minutes_one_has() {
    let someone = toward("engineer");
    for slot in [3, 8, 10, 20, 45, 300] {
        for step in steps(&someone, 100, Some(slot)) {
            let minutes = step.part.unwrap_or(step.item.minutes);
            assert!(minutes <= slot, "{} takes {minutes} of {slot}", step.item.id);
            if step.part.is_some() {
                assert!(matches!(step.item.modality, Modality::Course | Modality::Video), "{}", step.item.id);
                assert!(slot >= 10 && step.item.minutes > slot && step.item.minutes <= 8 * slot);
            }
        }
    }
    let ids = |slot| steps(&someone, 100, slot).into_iter().map(|s| s.item.id).collect::<Vec<_>>();
    assert!(ids(None).contains(&"model-sim".into()) && !ids(Some(45)).contains(&"model-sim".into()));
    assert!(ids(Some(45)).contains(&"sql-joins".into()) && !ids(Some(20)).contains(&"sql-joins".into()));
    let course = steps(&someone, 100, Some(45))
        .into_iter()
        .find(|s| s.item.id == "stats" || s.item.id == "sql-basics")
        .expect("in parts");
    assert_eq!(course.part, Some(45));
    assert!(!ids(Some(45)).contains(&"py-start".into()), "ten hours in forty-five minutes is no step");
    assert!(steps(&someone, 100, None).iter().all(|s| s.part.is_none()), "without a slot nothing is cut");
    let short = steps(&someone, 3, Some(12));
    assert!(short.iter().any(|s| s.part.is_none()), "what is finished in the time comes before a part");
    assert_eq!(short[0].timing_args["left"], ArgValue::Number(12.0));
}

#[test]
fn the_likelihood_follows_the_level_and_is_never_certain() {
    let tax = taxonomy();
    let mut someone = toward("engineer");
    let of =
        |someone: &Someone, id: &str| steps(someone, 100, None).into_iter().find(|s| s.item.id == id).expect("open");
    let nobody = of(&someone, "sql-joins").success;
    someone.knows(tax.find("sql").expect("skill"), &[(Kind::Assessment, 0.5, 3.0); 2], WEDNESDAY.at);
    let joins = of(&someone, "sql-joins");
    assert!(joins.success > nobody + 0.1, "{} after {nobody}", joins.success);
    someone.feedback = vec![FeedbackEvent {
        item: catalogue(&tax).find("sql-joins").expect("item"),
        what: Feedback::TooHard,
        at: WEDNESDAY.at,
    }];
    assert!(of(&someone, "sql-joins").success < joins.success, "too hard is heard");
    someone.feedback.clear();
    someone.knows(tax.find("sql").expect("skill"), &[(Kind::Assessment, 0.6, 1.0); 4], WEDNESDAY.at);
    for step in steps(&someone, 100, None) {
        assert!((0.05..=0.95).contains(&step.success), "{}: {}", step.item.id, step.success);
        let challenge = step.terms.iter().find(|t| t.code == TermCode::Challenge).expect("a term");
        assert!((0.7..=1.0).contains(&challenge.value));
        // Inside the band nothing is taken away.
        assert_eq!((0.6..=0.85).contains(&step.success), challenge.value == 1.0, "{}: {}", step.item.id, step.success);
    }
}

#[test]
fn shorter_after_a_break_and_longer_in_a_streak() {
    let term = |someone: &Someone, id: &str| {
        let all = steps(someone, 100, None);
        let step = all.iter().find(|s| s.item.id == id).expect("open");
        step.terms.iter().find(|t| t.code == TermCode::Momentum).expect("a term").value
    };
    let days = |all: &[f64]| Someone {
        moments: all.iter().map(|d| WEDNESDAY.at.plus_days(-d)).collect(),
        ..toward("engineer")
    };
    let none = days(&[]);
    assert_eq!(pace(&none.person(), WEDNESDAY.at), Pace::Unknown);
    assert_eq!(pace(&days(&[3.0]).person(), WEDNESDAY.at), Pace::Even);
    assert_eq!(pace(&days(&[30.0, 400.0]).person(), WEDNESDAY.at), Pace::AfterBreak(30));
    assert_eq!(pace(&days(&[1.0, 8.0, 15.0, 40.0]).person(), WEDNESDAY.at), Pace::Streak(3));
    assert_eq!(pace(&days(&[1.0, 15.0, 16.0]).person(), WEDNESDAY.at), Pace::Even, "a week is missing");
    let (rest, row) = (days(&[30.0]), days(&[1.0, 8.0, 15.0]));
    for id in ["model-read", "py-start", "sql-basics", "py-video"] {
        assert_eq!(term(&none, id), 1.0, "too little is known: nothing changes");
        assert!((0.85..=1.15).contains(&term(&rest, id)) && (0.85..=1.15).contains(&term(&row, id)), "bounded");
    }
    assert!(term(&rest, "model-read") > 1.0 && term(&rest, "py-start") < 1.0);
    assert!(term(&row, "model-read") < 1.0 && term(&row, "sql-basics") > 1.0);
}

#[test]
fn a_pace_is_named_where_it_decided_and_nowhere_else() {
    let mut named = 0;
    for (role, ago, code) in [
        ("analyst", &[40.0][..], ReasonCode::AfterBreak),
        ("engineer", &[40.0][..], ReasonCode::AfterBreak),
        ("analyst", &[1.0, 8.0, 15.0][..], ReasonCode::Streak),
        ("engineer", &[1.0, 8.0, 15.0][..], ReasonCode::Streak),
        ("scientist", &[40.0][..], ReasonCode::AfterBreak),
    ] {
        let plain = toward(role);
        let moved = Someone { moments: ago.iter().map(|d| WEDNESDAY.at.plus_days(-d)).collect(), ..toward(role) };
        for count in 1..6 {
            let before: Vec<String> = steps(&plain, count, None).into_iter().map(|s| s.item.id).collect();
            for step in steps(&moved, count, None) {
                let said = step.why.iter().any(|r| r.code == code);
                let raised = step.terms.iter().any(|t| t.code == TermCode::Momentum && t.value > 1.0);
                assert_eq!(said, raised && !before.contains(&step.item.id), "{} of {before:?}", step.item.id);
                assert!((1..=3).contains(&step.why.len()));
                named += u32::from(said);
            }
        }
    }
    assert!(named > 0, "the table has cases where it decides");
}
