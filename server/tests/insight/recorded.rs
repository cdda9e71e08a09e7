//! Files of recorded releases: believed only with the keeper's signature, of this tenant, and of tasks that are asked.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use skillkeep_insight::ReleaseError;
use skillkeep_server::insight::recorded::RecordedError;
use skillkeep_server::release::ReleaseKey;

use crate::company::{Paper, dictionary, key};

const Q3: &str = "2026-q3";

fn one() -> Paper {
    let mut paper = Paper::new(10);
    paper.held("held", "all", Q3, &[500], 900);
    paper
}

fn refused(paper: &Paper, file: &Value) -> RecordedError {
    paper.load(file.to_string().as_bytes()).unwrap_err()
}

#[test]
fn a_signed_file_is_taken_and_a_changed_byte_is_not() {
    let paper = one();
    let loaded = paper.load(&paper.file()).unwrap();
    assert_eq!((loaded.releases.len(), loaded.skipped), (1, 0));
    let (kept, released) = &loaded.releases[0];
    assert!(kept.recorded && kept.sums.is_none() && kept.measure == "held" && kept.number == 1);
    assert_eq!(released.get().sums[0], 500);
    let file: Value = serde_json::from_slice(&paper.file()).unwrap();
    let payload = STANDARD.decode(file["releases"][0]["payload"].as_str().unwrap()).unwrap();
    for place in (0..payload.len()).step_by(7) {
        let mut changed = payload.clone();
        changed[place] ^= 1;
        let mut file = file.clone();
        file["releases"][0]["payload"] = STANDARD.encode(changed).into();
        assert_eq!(refused(&paper, &file), RecordedError::Release { index: 0, why: ReleaseError::Unsigned });
    }
}

#[test]
fn another_keys_release_is_refused_under_any_name() {
    let paper = one();
    let release = paper.release("held", "all", Q3, 900, vec![0; 12]);
    for id in ["keeper-1", "keeper-2"] {
        let forged = ReleaseKey::new(id, &[8; 32]).sign(&release).unwrap();
        let file =
            json!({ "format": "skillkeep-recorded/1", "releases": [serde_json::from_str::<Value>(&forged).unwrap()] });
        assert_eq!(refused(&paper, &file).code(), "insight.release.unsigned");
    }
    let other = skillkeep_server::release::Release { tenant: "another".into(), ..release };
    let file = json!({ "format": "skillkeep-recorded/1", "releases": [serde_json::from_str::<Value>(&key().sign(&other).unwrap()).unwrap()] });
    assert_eq!(refused(&paper, &file).code(), "insight.release.tenant");
}

#[test]
fn a_release_of_a_question_that_was_changed_since_is_left_out_and_counted() {
    let mut old = dictionary(10);
    old["measures"][1]["purpose"] = "Another.".into();
    let mut before = Paper::of(10, &old);
    before.held("held", "all", Q3, &[500], 900);
    before.held("critical", "function/tech", Q3, &[5], 300);
    let loaded = Paper::new(10).load(&before.file()).unwrap();
    assert_eq!((loaded.releases.len(), loaded.skipped), (1, 1));
    assert_eq!(loaded.releases[0].0.measure, "critical");
}

#[test]
fn a_release_that_says_something_else_than_its_task_is_refused() {
    let paper = one();
    let good = paper.release("held", "all", Q3, 900, vec![0; 12]);
    let say = |change: &dyn Fn(&mut skillkeep_server::release::Release)| {
        let mut release = good.clone();
        change(&mut release);
        let signed: Value = serde_json::from_str(&key().sign(&release).unwrap()).unwrap();
        let file = json!({ "format": "skillkeep-recorded/1", "releases": [signed] });
        paper.load(file.to_string().as_bytes()).map(|l| (l.releases.len(), l.skipped))
    };
    assert_eq!(say(&|_| ()), Ok((1, 0)));
    let differs = Err(RecordedError::Differs { index: 0 });
    assert_eq!(say(&|r| r.measure = "wanted".into()), differs);
    assert_eq!(say(&|r| r.cell = "region/oslo".into()), differs);
    assert_eq!(say(&|r| r.sigma2 = 1), differs);
    assert_eq!(say(&|r| r.period = "2026-q9".into()), differs);
    assert_eq!(say(&|r| r.start = "2026-07-02".into()), differs);
    assert_eq!(say(&|r| r.sums = Some(vec![0; 13])), differs);
    assert_eq!(say(&|r| r.task = "zz".into()), Ok((0, 1)));
    let cut = |r: &mut skillkeep_server::release::Release| {
        r.task.truncate(62);
    };
    assert_eq!(say(&cut), Ok((0, 1)));
}

#[test]
fn another_format_is_named() {
    let paper = one();
    let file = json!({ "format": "skillkeep-recorded/2", "releases": [] });
    assert_eq!(refused(&paper, &file), RecordedError::Format("skillkeep-recorded/2".into()));
    assert_eq!(paper.load(b"[]").unwrap_err().code(), "recorded.malformed");
}
