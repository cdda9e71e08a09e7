//! What a verb and a result say of skill. Verbs are known by their last word, whatever vocabulary they come from (ADL, Activity
//! Streams, TinCan registry, cmi5, video profile).

use crate::signal::json::Value;
use crate::signal::{Kind, Progress};

/// What a statement means for a profile.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Meaning {
    /// Evidence.
    Says {
        /// What kind.
        kind: Kind,
        /// What it says of an item.
        progress: Option<Progress>,
        /// Share of points, or success.
        outcome: Option<f32>,
    },
    /// Well formed, and says nothing of skill.
    Nothing(&'static str),
    /// Takes another statement back.
    Voids,
}

/// The last word of a verb's IRI.
pub(crate) fn last_word(iri: &str) -> &str {
    iri.trim_end_matches('/').rsplit(['/', '#', ':']).next().unwrap_or(iri)
}

/// The share of points of a result: `scaled`, or `raw` between `min` (0 if absent) and `max`; else success as 1 or 0.
fn share(result: Option<&Value<'_>>) -> (Option<f32>, Option<bool>) {
    let score = result.and_then(|r| r.get("score"));
    let read = |name| score.and_then(|s| s.get(name)).and_then(Value::as_f64);
    let success = match result.and_then(|r| r.get("success")) {
        Some(Value::Bool(b)) => Some(*b),
        _ => None,
    };
    let points = read("scaled").or_else(|| {
        let (raw, max) = (read("raw")?, read("max")?);
        let min = read("min").unwrap_or(0.0);
        (max > min).then(|| (raw - min) / (max - min))
    });
    // Below zero counts as none: a level cannot be less than absent.
    let points = points.filter(|p| p.is_finite()).map(|p| p.clamp(0.0, 1.0) as f32);
    (points, success)
}

/// Whether the object asks for an opinion: a Likert question, a survey. Its numbers are no test.
fn is_opinion(object: &Value<'_>) -> bool {
    let Some(definition) = object.get("definition") else { return false };
    if definition.text("interactionType") == Some("likert") {
        return true;
    }
    let kind = last_word(definition.text("type").unwrap_or("")).to_ascii_lowercase();
    ["survey", "questionnaire", "poll", "feedback"].contains(&kind.as_str())
}

/// Reads a valid statement about an activity.
pub(crate) fn meaning(verb: &str, object: &Value<'_>, result: Option<&Value<'_>>) -> Meaning {
    let word = last_word(verb).to_ascii_lowercase();
    let (points, success) = share(result);
    let outcome = points.or(success.map(|s| if s { 1.0 } else { 0.0 }));
    let finished = match result.and_then(|r| r.get("completion")) {
        Some(Value::Bool(b)) => Some(*b),
        _ => None,
    };
    let says = |kind, progress, outcome| Meaning::Says { kind, progress, outcome };
    let running = says(Kind::Activity, Some(Progress::Running), None);
    match word.as_str() {
        "voided" => Meaning::Voids,
        "skipped" | "skip" => Meaning::Nothing("xapi.skipped"),
        "seeked" | "paused" | "pause" | "played" | "play" | "interacted" | "terminated" | "terminate" | "suspended"
        | "muted" | "unmuted" | "exited" | "adjusted" | "resized" => Meaning::Nothing("xapi.player_noise"),
        _ if is_opinion(object) => Meaning::Nothing("xapi.opinion"),
        "completed" | "complete" | "finished" | "finish" | "satisfied" | "watched" | "watch" | "read" | "attended"
        | "attend" | "consumed" => {
            // A player may say "completed" and `completion: false` in one breath; the result is the finer of the two.
            if finished == Some(false) { running } else { says(Kind::Completion, Some(Progress::Done), outcome) }
        }
        "passed" | "mastered" => says(Kind::Assessment, Some(Progress::Done), points.or(Some(1.0))),
        "failed" => says(Kind::Assessment, Some(Progress::Running), points.or(Some(0.0))),
        // Who was marked on the whole has been through it, to the end unless the mark says otherwise. An answer is to a question, which
        // is no item of its own.
        "scored" | "graded" | "evaluated" => match outcome {
            Some(share) => {
                let through = success.unwrap_or(share >= 0.5) && finished != Some(false);
                says(Kind::Assessment, Some(if through { Progress::Done } else { Progress::Running }), outcome)
            }
            None => Meaning::Nothing("xapi.answer_without_points"),
        },
        "answered" | "answer" | "responded" => match outcome {
            Some(_) => says(Kind::Assessment, None, outcome),
            None => Meaning::Nothing("xapi.answer_without_points"),
        },
        "submitted" | "submit" => match outcome {
            Some(_) => says(Kind::Assessment, Some(Progress::Done), outcome),
            None => says(Kind::Activity, Some(Progress::Done), None),
        },
        "earned" | "earn" | "certified" | "achieved" | "achieve" | "awarded" => {
            says(Kind::Certificate, Some(Progress::Done), outcome)
        }
        "attempted" | "attempt" | "initialized" | "initialised" | "started" | "start" | "launched" | "launch"
        | "progressed" | "progress" | "resumed" | "opened" | "open" => {
            if finished == Some(true) {
                says(Kind::Completion, Some(Progress::Done), outcome)
            } else {
                running
            }
        }
        "experienced" | "experience" | "viewed" | "view" | "listened" | "listen" => {
            if finished == Some(true) {
                says(Kind::Completion, Some(Progress::Done), outcome)
            } else {
                says(Kind::Activity, None, None)
            }
        }
        "used" | "use" | "ran" => says(Kind::ToolUse, None, None),
        "authored" | "author" | "built" | "build" | "delivered" | "deliver" | "developed" => {
            says(Kind::Project, None, outcome)
        }
        "registered" | "enrolled" | "unregistered" | "abandoned" | "waived" | "logged-in" | "logged-out"
        | "loggedin" | "loggedout" | "liked" | "like" | "preferred" | "shared" | "share" | "commented" | "comment"
        | "asked" | "bookmarked" | "favorited" | "searched" | "search" | "rated" | "reviewed" | "imported"
        | "created" | "deleted" | "updated" => Meaning::Nothing("xapi.verb_says_nothing"),
        // A verb of somebody's own, with a result that speaks for itself.
        _ => match (outcome, finished) {
            (Some(_), _) => says(Kind::Assessment, finished.filter(|f| *f).map(|_| Progress::Done), outcome),
            (None, Some(true)) => says(Kind::Completion, Some(Progress::Done), None),
            _ => Meaning::Nothing("xapi.verb_unknown"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(verb: &str, object: &str, result: &str) -> Meaning {
        let (object, result) = (Value::parse(object).unwrap(), Value::parse(result).unwrap());
        meaning(verb, &object, (result != Value::Null).then_some(&result))
    }

    /// What she was marked on must not come again as a next step.
    #[test]
    fn a_mark_on_the_whole_is_the_end_of_it() {
        let progress = |verb: &str, result: &str| match of(verb, "{}", result) {
            Meaning::Says { progress, .. } => progress,
            other => panic!("{other:?}"),
        };
        assert_eq!(progress("scored", r#"{"score":{"scaled":0.7}}"#), Some(Progress::Done));
        assert_eq!(progress("scored", r#"{"score":{"scaled":0.3}}"#), Some(Progress::Running));
        assert_eq!(progress("graded", r#"{"score":{"scaled":0.7},"success":false}"#), Some(Progress::Running));
    }

    #[test]
    fn an_opinion_is_no_test() {
        let question = r#"{"id":"x:y","definition":{"interactionType":"likert"}}"#;
        let answer = r#"{"score":{"raw":5,"min":1,"max":5},"response":"Strongly Agree"}"#;
        assert_eq!(of("http://activitystrea.ms/submit", question, answer), Meaning::Nothing("xapi.opinion"));
        assert_eq!(
            of("http://adlnet.gov/expapi/verbs/answered", "{}", answer),
            Meaning::Says { kind: Kind::Assessment, progress: None, outcome: Some(1.0) }
        );
    }

    #[test]
    fn points_are_found_however_they_are_written() {
        let outcome = |result| match of("x:scored", "{}", result) {
            Meaning::Says { outcome, .. } => outcome,
            _ => None,
        };
        assert_eq!(outcome(r#"{"score":{"scaled":0.5}}"#), Some(0.5));
        assert_eq!(outcome(r#"{"score":{"scaled":-0.5}}"#), Some(0.0));
        assert_eq!(outcome(r#"{"score":{"raw":15,"min":10,"max":20}}"#), Some(0.5));
        assert_eq!(outcome(r#"{"score":{"raw":15}}"#), None);
        assert_eq!(outcome(r#"{"success":true}"#), Some(1.0));
    }

    #[test]
    fn completed_but_not_complete_is_running() {
        assert_eq!(
            of("http://adlnet.gov/expapi/verbs/completed", "{}", r#"{"completion":false}"#),
            Meaning::Says { kind: Kind::Activity, progress: Some(Progress::Running), outcome: None }
        );
    }
}
