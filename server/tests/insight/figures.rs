//! What planner and auditor see of sums that are known.

use serde_json::Value;
use skillkeep::sync::Dictionary;
use skillkeep::taxonomy::Taxonomy;
use skillkeep_insight::ratio::Verdict;
use skillkeep_insight::{Interval, Lack};
use skillkeep_server::insight::demand::{Demand, PositionsError};
use skillkeep_server::insight::figures::{everywhere, fairness, forecast, gaps, overview, shortfalls, supply};
use skillkeep_server::insight::views::Figure;
use skillkeep_server::problem::Refused;

use crate::company::{PERIODS, Paper, SIGMA2, dictionary, pack};

const Q3: &str = "2026-q3";

/// `value` give or take 1.96 standard deviations.
fn about(interval: Interval, value: f64, sd: f64) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() < 0.02 * sd;
    near(interval.low, value - 1.96 * sd) && near(interval.high, value + 1.96 * sd)
}

#[test]
fn supply_is_of_the_question_with_most_skills_and_as_wide_as_its_noise() {
    let mut paper = Paper::new(10);
    paper.held("few", "all", Q3, &[1, 1, 1], 900);
    paper.held("held", "all", "2026-q2", &[400], 900);
    paper.held("held", "all", Q3, &[500, 0, 250], 1000);
    let found = supply(&paper.company, &paper.shelf(), None, None).unwrap();
    let view = found.released().unwrap();
    assert_eq!((view.period.as_str(), view.over.as_str(), view.rows.len()), (Q3, "company", 10));
    assert_eq!(
        (view.cells[0].cell.as_str(), view.cells[0].label.as_str(), view.cells[0].reports),
        ("all", "Acme", Some(1000))
    );
    let share = view.rows[0].shares[0].unwrap();
    // Each of the two sums carries the noise of both aggregators; the share's is that of S - p A.
    let noise = (2 * SIGMA2) as f64;
    assert!(about(share.interval, 0.5, (noise * 1.25).sqrt() / 1000.0), "{share:?}");
    assert!(about(view.rows[2].shares[0].unwrap().interval, 0.25, (noise * (1.0 + 0.0625)).sqrt() / 1000.0));
    assert_eq!((view.rows[0].label.as_str(), view.rows[1].shares[0].unwrap().value), ("Skill 0", 0.0));
    let how = &view.how[0];
    assert_eq!((how.number, how.measure.as_str(), how.sigma2, how.digest.len()), (3, "held", SIGMA2, 64));
    // Another period is another release.
    let before = supply(&paper.company, &paper.shelf(), Some("2026-q2"), Some("company")).unwrap();
    assert_eq!(before.released().unwrap().how[0].number, 2);
}

#[test]
fn a_cell_without_a_release_is_a_column_without_figures() {
    let mut paper = Paper::new(10);
    paper.held("critical", "function/sales", Q3, &[300, 60, 30, 5], 600);
    let found = supply(&paper.company, &paper.shelf(), None, Some("function")).unwrap();
    let view = found.released().unwrap();
    let columns: Vec<_> = view.cells.iter().map(|c| (c.label.as_str(), c.headcount, c.reports)).collect();
    assert_eq!(columns, [("Tech", 400, None), ("Sales", 600, Some(600))]);
    assert_eq!(view.rows.len(), 4);
    assert!(view.rows[0].shares[0].is_none() && (view.rows[0].shares[1].unwrap().value - 0.5).abs() < 1e-9);
    assert_eq!(view.how.len(), 1);
}

#[test]
fn the_planted_shortage_is_the_headline() {
    let mut paper = Paper::new(10);
    // Wanted: s0 500, s1 100, s2 and s3 400. Short: s2 by 10, within its noise; s3 by 200; s9 is wanted of nobody.
    paper.held("held", "all", Q3, &[520, 100, 390, 200], 1000);
    paper.held("critical", "region/rome", Q3, &[260, 0, 320, 180], 500);
    let found = gaps(&paper.company, &paper.shelf(), None, None).unwrap();
    let view = found.released().unwrap();
    let headline = view.headline.as_ref().unwrap();
    assert_eq!(
        (headline.skill.as_str(), headline.label.as_str(), headline.cell_label.as_str()),
        ("s3", "Skill 3", "Acme")
    );
    assert!((headline.gap.shortage - 200.0).abs() < 1e-6 && headline.gap.shortage_interval.low > 170.0);
    let order: Vec<_> = view.rows.iter().map(|r| r.skill.as_str()).collect();
    assert_eq!(order, ["s3", "s2", "s1", "s0"]);
    let near = view.rows[1].gaps[0].unwrap();
    assert!(near.shortage_interval.low < 0.0 && near.shortage_interval.high > 0.0 && near.falls_short > 0.7);
    // In Rome sellers are wanted 200 and developers 300: s3 is short there by 120.
    let found = gaps(&paper.company, &paper.shelf(), Some(Q3), Some("region")).unwrap();
    let view = found.released().unwrap();
    let headline = view.headline.as_ref().unwrap();
    assert_eq!((headline.skill.as_str(), headline.cell.as_str(), headline.gap.demand), ("s3", "region/rome", 300.0));
    let columns: Vec<_> = view.rows[0].gaps.iter().map(Option::is_some).collect();
    assert_eq!(columns, [false, true]);
}

#[test]
fn where_few_answered_a_shortage_is_shown_and_nothing_is_said() {
    let mut paper = Paper::new(10);
    paper.held("held", "all", Q3, &[280, 60, 200, 50], 550);
    let found = gaps(&paper.company, &paper.shelf(), None, None).unwrap();
    let view = found.released().unwrap();
    let worst = view.rows[0].gaps[0].unwrap();
    assert_eq!((view.rows[0].skill.as_str(), view.headline.is_none()), ("s3", true));
    assert!(worst.shortage > 300.0 && worst.not_enough.is_some_and(|n| n.needs == 600 && n.lack == Lack::Answers));
}

#[test]
fn a_planted_trend_goes_on_and_falls_short() {
    let mut paper = Paper::new(10);
    for (i, period) in PERIODS.iter().enumerate().filter(|(i, _)| *i != 4) {
        paper.held("held", "all", period, &[0, 0, 0, 100 + 20 * i as i64], 1000);
    }
    let found = forecast(&paper.company, &paper.shelf(), "s3", "all").unwrap();
    let view = found.released().unwrap();
    assert_eq!((view.demand, view.headcount, view.history.len(), view.how.len()), (400, 1000, 9, 8));
    assert_eq!((view.history[4].period.as_str(), view.history[4].people), ("2025-q4", None));
    assert!((view.history[8].people.unwrap() - 260.0).abs() < 1e-6);
    let [one, two] = view.points.as_slice() else { panic!("{view:?}") };
    assert_eq!((one.period.as_str(), two.period.as_str()), ("+1", "+2"));
    assert!(one.p80.contains(280.0) && two.p80.contains(300.0), "{one:?} {two:?}");
    assert!(two.p95.width() > one.p95.width() && one.p95.width() < 120.0);
    assert!(one.falls_short > 0.99 && two.falls_short > 0.95);
    // s0 is wanted of 500 and held by nobody.
    let found = forecast(&paper.company, &paper.shelf(), "s0", "all").unwrap();
    assert!(found.released().unwrap().points[0].falls_short > 0.999);
}

#[test]
fn what_follows_is_named_by_the_dictionary_and_three_releases_are_not_enough() {
    let mut paper = Paper::new(10);
    for period in &PERIODS[1..4] {
        paper.held("critical", "function/tech", period, &[0, 0, 0, 390], 400);
    }
    let three = forecast(&paper.company, &paper.shelf(), "s3", "function/tech").unwrap();
    let view = three.released().unwrap();
    assert_eq!((view.points.len(), view.history.len()), (0, 3));
    assert!(view.not_enough.is_some_and(|n| n.needs == 4 && n.lack == Lack::Releases));
    paper.held("critical", "function/tech", PERIODS[4], &[0, 0, 0, 390], 400);
    let four = forecast(&paper.company, &paper.shelf(), "s3", "function/tech").unwrap();
    let view = four.released().unwrap();
    assert_eq!(view.points.iter().map(|p| p.period.as_str()).collect::<Vec<_>>(), &PERIODS[5..7]);
    assert_eq!((view.cell_label.as_str(), view.demand), ("Tech", 400));
}

#[test]
fn verdicts_are_of_the_planted_groups() {
    let mut paper = Paper::new(10);
    // Woman, man, another: not offered, offered, accepted. 100 of 400 women are offered a step, 250 of 400 men; of them half take
    // it up, women and men alike.
    paper.outcome("stretch", "all", Q3, &[300, 50, 50, 150, 125, 125, 10, 8, 2, 180]);
    let found = fairness(&paper.company, &paper.shelf(), None).unwrap();
    let view = found.released().unwrap();
    assert_eq!(view.period, Q3);
    let [offered, taken] = view.audits.as_slice() else { panic!("{view:?}") };
    assert_eq!(
        (offered.outcome.as_str(), offered.cell_label.as_str(), offered.question.as_str()),
        ("stretch", "Acme", "About stretch?")
    );
    assert_eq!((offered.yes.join(" "), offered.no.join(" ")), ("offered accepted".into(), "not_offered".into()));
    assert_eq!((taken.yes.join(" "), taken.no.join(" ")), ("accepted".into(), "offered".into()));
    let row = |audit: usize, group: usize| &view.audits[audit].groups[group];
    assert_eq!((row(0, 0).label.as_str(), row(0, 0).row.verdict), ("Woman", Verdict::Disparity));
    assert!((row(0, 0).row.ratio.unwrap().value - 0.4).abs() < 1e-6);
    assert_eq!(row(0, 1).row.verdict, Verdict::Reference);
    assert!(matches!(row(0, 2).row.verdict, Verdict::NotEnoughData { .. }));
    assert!((row(1, 0).row.ratio.unwrap().value - 1.0).abs() < 1e-6 && row(1, 0).row.verdict != Verdict::Disparity);
    assert_eq!(offered.reference.as_deref(), Some("man"));
    assert_eq!(offered.how[0].measure, "stretch");
}

#[test]
fn every_cell_of_every_outcome_is_audited_and_nothing_is_said_below_three_fifths() {
    let mut paper = Paper::new(10);
    paper.outcome("sure", "all", "2026-q2", &[50, 50, 300, 100, 100, 200, 5, 5, 10, 180]);
    // 250 of 500 in Rome said who they are.
    paper.outcome("wrong", "region/rome", "2026-q2", &[80, 40, 120, 5, 3, 2, 250]);
    paper.outcome("wrong", "region/oslo", "2026-q2", &[200, 20, 200, 20, 5, 5, 50]);
    let shelf = paper.shelf();
    let found = fairness(&paper.company, &shelf, Some("2026-q2")).unwrap();
    let audits = &found.released().unwrap().audits;
    let seen: Vec<_> =
        audits.iter().map(|a| (a.outcome.as_str(), a.cell.as_str(), a.yes.join(" "), a.no.join(" "))).collect();
    let expected = [
        ("confidence", "all", "high", "low middle"),
        ("contested", "region/oslo", "yes", "no"),
        ("contested", "region/rome", "yes", "no"),
    ];
    assert_eq!(seen, expected.map(|(o, c, y, n)| (o, c, y.to_owned(), n.to_owned())));
    let rome = &audits[2];
    assert!((rome.coverage - 0.5).abs() < 0.01);
    let woman = &rome.groups[0].row;
    assert!(woman.ratio.unwrap().value > 2.0, "the figure stands");
    assert!(matches!(woman.verdict, Verdict::NotEnoughData { lack: Lack::Answers, needs: 300 }), "{woman:?}");
    assert_eq!(rome.groups[1].row.verdict, Verdict::Reference);
    // The newest period with any outcome is this one; another has none.
    let newest = fairness(&paper.company, &shelf, None).unwrap();
    assert_eq!(newest, found);
    assert!(matches!(fairness(&paper.company, &shelf, Some(Q3)), Ok(Figure::Nothing(_))));
}

fn numbers(value: &Value) -> usize {
    match value {
        Value::Number(_) => 1,
        Value::Array(all) => all.iter().map(numbers).sum(),
        Value::Object(all) => all.values().map(numbers).sum(),
        _ => 0,
    }
}

fn json<T: serde::Serialize>(figure: &T) -> Value {
    serde_json::to_value(figure).unwrap()
}

#[test]
fn without_a_release_an_answer_has_the_same_fields_and_no_number() {
    let empty = Paper::new(10);
    let mut paper = Paper::new(10);
    for period in &PERIODS[4..] {
        paper.held("held", "all", period, &[100; 10], 900);
        paper.outcome("stretch", "all", period, &[300, 50, 50, 150, 125, 125, 10, 8, 2, 180]);
    }
    let (none, shelf) = (empty.shelf(), paper.shelf());
    let c = &paper.company;
    let pairs = [
        (json(&supply(c, &none, None, None).unwrap()), json(&supply(c, &shelf, None, None).unwrap())),
        (json(&everywhere(c, &none, "s3", None).unwrap()), json(&everywhere(c, &shelf, "s3", None).unwrap())),
        (json(&gaps(c, &none, Some(Q3), None).unwrap()), json(&gaps(c, &shelf, Some(Q3), None).unwrap())),
        (json(&forecast(c, &none, "s3", "all").unwrap()), json(&forecast(c, &shelf, "s3", "all").unwrap())),
        (json(&fairness(c, &none, None).unwrap()), json(&fairness(c, &shelf, None).unwrap())),
    ];
    for (empty, full) in &pairs {
        let names = |v: &Value| v.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(empty), names(full));
        assert_eq!(numbers(empty), 0, "{empty}");
        assert!(numbers(full) > 0);
    }
    // Asked for over function, where there is no release, of a question that is there.
    assert!(matches!(supply(c, &shelf, None, Some("function")), Ok(Figure::Nothing(_))));
    // Nothing at all is asked over function and region together.
    assert!(matches!(gaps(c, &shelf, None, Some("function-region")), Ok(Figure::Nothing(_))));
}

#[test]
fn the_shapes_are_those_of_the_contract() {
    let mut paper = Paper::new(10);
    for period in &PERIODS[4..] {
        paper.held("held", "all", period, &[100; 10], 900);
        paper.outcome("stretch", "all", period, &[300, 50, 50, 150, 125, 125, 10, 8, 2, 180]);
    }
    let (c, shelf) = (&paper.company, &paper.shelf());
    let keys = |v: &Value| v.as_object().map(|o| o.keys().cloned().collect::<Vec<_>>().join(" ")).unwrap_or_default();
    let how = "cell digest headcount measure number period reports sigma2";
    let full = json(&supply(c, shelf, None, None).unwrap());
    assert_eq!(keys(&full), "cells clipped how over period rows");
    assert_eq!((keys(&full["how"][0]), keys(&full["cells"][0])), (how.into(), "cell headcount label reports".into()));
    assert_eq!(keys(&full["rows"][0]), "label shares skill");
    let full = json(&gaps(c, shelf, None, None).unwrap());
    assert_eq!(keys(&full), "cells headline how over period rows");
    assert_eq!(
        (keys(&full["rows"][0]), keys(&full["headline"])),
        ("gaps label skill".into(), "cell cellLabel gap label skill".into())
    );
    let full = json(&forecast(c, shelf, "s3", "all").unwrap());
    assert_eq!(keys(&full), "cell cellLabel demand headcount history how label notEnough points skill");
    assert_eq!(
        (keys(&full["history"][0]), keys(&full["points"][0])),
        ("interval people period".into(), "fallsShort p50 p80 p95 people period".into())
    );
    let full = json(&fairness(c, shelf, None).unwrap());
    let audit = &full["audits"][0];
    assert_eq!(
        keys(audit),
        "attribute cell cellLabel coverage groups how measure no outcome people question reference yes"
    );
    assert_eq!(keys(&audit["groups"][0]), "answers group label rate rateInterval ratio verdict");
    let full = json(&overview(c, shelf, 30_000, None));
    assert_eq!(
        keys(&full),
        "attributes company coverage dictionary functions oneProcess periods problem regions sample skills tenant"
    );
    assert_eq!(
        (keys(&full["periods"][0]), keys(&full["skills"][0])),
        ("end id of releases start".into(), "asked id label".into())
    );
    assert_eq!(full["coverage"], serde_json::json!({ "answers": 900, "headcount": 1000 }));
}

#[test]
fn the_overview_says_what_there_is() {
    let mut paper = Paper::new(10);
    paper.held("held", "all", "2026-q2", &[100; 10], 900);
    paper.outcome("wrong", "region/oslo", "2026-q2", &[200, 20, 200, 20, 5, 5, 50]);
    let day = skillkeep::sync::Day::parse("2026-08-01").unwrap();
    let view = overview(&paper.company, &paper.shelf(), u64::try_from(day.0).unwrap(), Some("peer.unreachable".into()));
    // What has not begun is not there; the fourth quarter of 2026 has not.
    let periods: Vec<_> = view.periods.iter().map(|p| (p.id.as_str(), p.releases, p.of)).collect();
    assert_eq!(periods.len(), 8);
    // few, held, critical over two and two cells, wanted, stretch; and in a half-year sure, and wrong over two.
    assert_eq!(&periods[6..], [("2026-q2", 2, 11), (Q3, 0, 8)]);
    let asked = |id: &str| view.skills.iter().find(|s| s.id == id).unwrap().asked.join(" ");
    assert_eq!((asked("s3"), asked("s4")), ("company function region".into(), "company".into()));
    assert_eq!(view.problem.as_deref(), Some("peer.unreachable"));
}

#[test]
fn what_is_not_known_is_refused_and_nothing_panics() {
    let mut paper = Paper::new(10);
    paper.held("held", "all", Q3, &[100; 10], 900);
    let (c, shelf) = (&paper.company, &paper.shelf());
    for odd in ["", "nothing", "2026-q9", "../..", "s3", "\u{0}", "all/all", "function/"] {
        assert_eq!(supply(c, shelf, Some(odd), None).unwrap_err(), Refused::Figure);
        assert_eq!(supply(c, shelf, None, Some(odd)).unwrap_err(), Refused::Figure);
        assert_eq!(gaps(c, shelf, Some(odd), Some("function")).unwrap_err(), Refused::Figure);
        assert_eq!(gaps(c, shelf, Some(odd), Some("function-region")).unwrap_err(), Refused::Figure);
        assert_eq!(fairness(c, shelf, Some(odd)).unwrap_err(), Refused::Figure);
        assert_eq!(forecast(c, shelf, "s3", odd).unwrap_err(), Refused::Figure);
        assert_eq!(forecast(c, shelf, if odd == "s3" { "S3" } else { odd }, "all").unwrap_err(), Refused::Figure);
    }
    // s9 is asked for over the company alone.
    assert!(forecast(c, shelf, "s9", "all").is_ok());
    assert_eq!(forecast(c, shelf, "s9", "function/tech").unwrap_err(), Refused::Figure);
}

#[test]
fn positions_that_name_what_is_not_there_are_refused() {
    let dictionary = Dictionary::parse(dictionary(10).to_string().as_bytes()).unwrap();
    let taxonomy = Taxonomy::open(&pack(10)).unwrap();
    let read =
        |rows: &str| Demand::read(format!("role,function,region,people\n{rows}").as_bytes(), &taxonomy, &dictionary);
    assert_eq!(read("pilot,sales,oslo,3\n").unwrap_err(), PositionsError::Role("pilot".into()));
    assert_eq!(read("seller,air,oslo,3\n").unwrap_err(), PositionsError::Place("air".into()));
    assert_eq!(read("seller,sales,paris,3\n").unwrap_err(), PositionsError::Place("paris".into()));
    assert_eq!(read("seller,sales,oslo,-3\n").unwrap_err().code(), "positions.malformed");
    let demand = read("seller,sales,oslo,3\nseller,sales,rome,4\nbuyer,sales,rome,5\n").unwrap();
    let of = |cell| (demand.of(cell, "s0"), demand.of(cell, "s1"), demand.of(cell, "s2"));
    assert_eq!((of("all"), of("region/rome"), of("function-region/sales/oslo")), ((7, 5, 0), (4, 5, 0), (3, 0, 0)));
    assert_eq!(demand.of("nowhere", "s0"), 0);
}

#[test]
fn one_early_cell_does_not_hide_the_period_that_is_whole() {
    let mut three = dictionary(10);
    three["regions"].as_array_mut().unwrap().push(serde_json::json!({ "id": "bonn", "label": "Bonn" }));
    three["headcount"]
        .as_array_mut()
        .unwrap()
        .push(serde_json::json!({ "function": "tech", "region": "bonn", "people": 90 }));
    let mut paper = Paper::of(10, &three);
    let newest = |paper: &Paper| {
        let found = supply(&paper.company, &paper.shelf(), None, Some("region")).unwrap();
        found.released().unwrap().period.clone()
    };
    paper.held("critical", "region/oslo", "2026-q1", &[9], 300);
    assert_eq!(newest(&paper), "2026-q1");
    paper.held("critical", "region/oslo", "2026-q2", &[9], 300);
    paper.held("critical", "region/rome", "2026-q2", &[9], 300);
    paper.held("critical", "region/bonn", Q3, &[9], 90);
    assert_eq!(newest(&paper), "2026-q2");
    paper.held("critical", "region/rome", Q3, &[9], 300);
    assert_eq!(newest(&paper), Q3);
}

#[test]
fn the_likeliest_shortfall_comes_first_and_what_cannot_be_told_is_said() {
    let mut paper = Paper::new(10);
    // Wanted: s0 500, s1 100, s2 and s3 400. Short for certain: s3 by some 200; s0 has 20 to spare.
    for (at, period) in PERIODS.iter().take(5).enumerate() {
        paper.held("held", "all", period, &[520, 300, 500, 200 + at as i64], 1000);
    }
    let found = shortfalls(&paper.company, &paper.shelf(), None, Some(50)).unwrap();
    let view = found.released().unwrap();
    let first = &view.rows[0];
    assert_eq!((view.people, first.skill.as_str(), first.cell.as_str(), first.demand), (50, "s3", "all", 400));
    assert!(first.probability > 0.95 && first.interval.low > 50.0 && first.interval.low < first.shortage, "{first:?}");
    assert!(view.rows.windows(2).all(|w| w[0].probability >= w[1].probability));
    assert!(view.rows.iter().filter(|r| r.skill == "s1").all(|r| r.probability < 0.05));
    assert!(view.unknown.is_empty());
    // Asked about more than are missing, it is not likely any more.
    let more = shortfalls(&paper.company, &paper.shelf(), None, Some(390)).unwrap();
    assert!(more.released().unwrap().rows.iter().all(|r| r.probability < 0.5));
    // One release is not a past.
    let mut young = Paper::new(10);
    young.held("held", "all", Q3, &[520, 300, 500, 200], 1000);
    let found = shortfalls(&young.company, &young.shelf(), None, None).unwrap();
    let view = found.released().unwrap();
    assert!(view.rows.is_empty() && view.unknown.iter().all(|u| u.not_enough.lack == Lack::Releases));
    assert_eq!((view.people, view.unknown.len()), (1, 4));
    assert!(matches!(shortfalls(&Paper::new(10).company, &Paper::new(10).shelf(), None, None), Ok(Figure::Nothing(_))));
    assert_eq!(shortfalls(&young.company, &young.shelf(), Some("team"), None).unwrap_err(), Refused::Figure);
}

#[test]
fn a_new_release_is_looked_ahead_from_and_an_older_shelf_stays_as_it_was() {
    let mut paper = Paper::new(10);
    let share = |at: usize| 300 - 30 * i64::try_from(at).unwrap();
    for (at, period) in PERIODS.iter().take(5).enumerate() {
        paper.held("held", "all", period, &[share(at), 300, 500, 500], 1000);
    }
    let before = paper.shelf();
    let likely = |shelf: &_| {
        let found = shortfalls(&paper.company, shelf, None, Some(300)).unwrap();
        let rows = &found.released().unwrap().rows;
        rows.iter().find(|r| r.skill == "s0").unwrap().shortage
    };
    let first = likely(&before);
    assert_eq!(first.to_bits(), likely(&before).to_bits());
    let mut turned = Paper::new(10);
    turned.held("held", "all", PERIODS[5], &[600, 300, 500, 500], 1000);
    let (kept, released) = turned.load(&turned.file()).unwrap().releases.pop().unwrap();
    let mut after = before.clone();
    after.put(kept.task, kept.period, released);
    assert!(likely(&after) < first - 50.0, "the newest release says that there are many more");
    assert_eq!(likely(&before).to_bits(), first.to_bits());
}

#[test]
fn a_shortage_of_nobody_and_of_more_people_than_there_are_is_refused() {
    let mut paper = Paper::new(10);
    paper.held("held", "all", Q3, &[1], 1000);
    let ask = |people| shortfalls(&paper.company, &paper.shelf(), None, Some(people));
    for people in [0, 1_000_001, u64::MAX] {
        assert_eq!(ask(people).unwrap_err().code(), "figure.people", "{people}");
    }
    assert!(ask(1_000_000).is_ok());
}

#[test]
fn of_very_many_shortages_the_likeliest_are_listed_and_the_others_counted() {
    // 256 skills, each wanted of everybody, in four cells: more than a thousand rows of which nothing can be told yet.
    let mut json = dictionary(256);
    json["measures"][2]["encoding"]["skills"] = json["measures"][1]["encoding"]["skills"].clone();
    json["measures"][2]["asked"].as_array_mut().unwrap().truncate(1);
    json["measures"][2]["asked"][0]["over"] = "function-region".into();
    let mut paper = Paper::of(256, &json);
    let positions =
        "role,function,region,people\nall,sales,oslo,9\nall,sales,rome,9\nall,tech,oslo,9\nall,tech,rome,9\n";
    let taxonomy = Taxonomy::open(&pack(256)).unwrap();
    paper.company.demand = Demand::read(positions.as_bytes(), &taxonomy, &paper.company.dictionary).unwrap();
    paper.held("critical", "function-region/sales/oslo", Q3, &[5], 300);
    let view = shortfalls(&paper.company, &paper.shelf(), Some("function-region"), None).unwrap();
    let view = view.released().unwrap();
    assert_eq!((view.unknown.len(), view.more.unknown, view.more.rows), (1000, 24, 0));
}

/// What `rows` of a partition come to together, as released and made to add up.
fn totals(view: &skillkeep_server::insight::views::Everywhere, over: &str) -> (f64, Option<f64>) {
    let rows = || view.rows.iter().filter(|r| r.over == over);
    let together: Option<Vec<f64>> = rows().map(|r| r.together.map(|h| h.people)).collect();
    (rows().filter_map(|r| r.released).map(|h| h.people).sum(), together.map(|all| all.iter().sum()))
}

#[test]
fn a_skill_adds_up_over_functions_and_regions_and_is_surer_for_it() {
    let mut paper = Paper::new(10);
    for (cell, people, answered) in
        [("function/tech", 150, 350), ("function/sales", 90, 550), ("region/oslo", 130, 450), ("region/rome", 140, 450)]
    {
        paper.held("critical", cell, Q3, &[0, 0, 0, people], answered);
    }
    let found = everywhere(&paper.company, &paper.shelf(), "s3", None).unwrap();
    let view = found.released().unwrap();
    // 240 and 270 by cells of the same noise: 255 both ways.
    assert_eq!((totals(view, "function").0, totals(view, "region").0), (240.0, 270.0));
    for over in ["function", "region"] {
        assert!((totals(view, over).1.unwrap() - 255.0).abs() < 0.01, "{view:?}");
    }
    let tech = view.rows.iter().find(|r| r.cell == "function/tech").unwrap();
    let (before, after) = (tech.released.unwrap(), tech.together.unwrap());
    assert!(after.interval.width() < 0.9 * before.interval.width(), "{before:?} {after:?}");
    assert!((after.people - 157.5).abs() < 0.01 && (after.share.value - 158.0 / 350.0).abs() < 1e-9);
    // The company was asked with another question, of which there is no release: it stands apart and says so.
    assert_eq!(json(&view.apart), serde_json::json!([{ "over": "company", "why": "missing" }]));
}

#[test]
fn what_counts_other_people_is_not_added_up() {
    let mut paper = Paper::new(10);
    paper.held("held", "all", Q3, &[0, 0, 0, 300], 900);
    let with_clip = |paper: &mut Paper, clipped: i64| {
        for (cell, people) in [("region/oslo", 130), ("region/rome", 140)] {
            paper.held("critical", cell, Q3, &[0, 0, 0, people, clipped], 450);
        }
    };
    with_clip(&mut paper, 0);
    let shelf = paper.shelf();
    let found = everywhere(&paper.company, &shelf, "s3", Some(Q3)).unwrap();
    let why = |view: &skillkeep_server::insight::views::Everywhere| {
        view.apart.iter().map(|a| format!("{} {}", a.over, a.why)).collect::<Vec<_>>().join(", ")
    };
    // Of 900 answers the noise alone leaves more than one in fifty possible: what was clipped cannot be told from too much.
    assert!(why(found.released().unwrap()).contains("clipped"), "{found:?}");
    assert!(found.released().unwrap().rows.iter().all(|r| r.together.is_none()));
    // A cell that is missing keeps its partition out.
    let mut part = Paper::new(10);
    part.held("critical", "region/oslo", Q3, &[0, 0, 0, 130], 450);
    let found = everywhere(&part.company, &part.shelf(), "s3", None).unwrap();
    assert!(why(found.released().unwrap()).contains("region missing"));
    assert_eq!(everywhere(&part.company, &part.shelf(), "s77", None), Err(Refused::Figure));
    assert_eq!(everywhere(&part.company, &part.shelf(), "s3", Some("2031-q1")), Err(Refused::Figure));
}
