//! Audits of histograms: the layout, the verdicts, the refusals. And invariants of shares and ratios over all inputs.

mod support;

use proptest::prelude::*;
use skillkeep_insight::{
    Audit, AuditError, AuditPlan, Group, Lack, Noisy, People, Period, Question, Reference, Share, Sums, Verdict, audit,
    impact_ratio,
};

fn histogram(sums: Vec<i64>, headcount: u64, sigma2_each: u64) -> Sums {
    Sums {
        measure: "stretch-offered".into(),
        dictionary: 1,
        cell: "all".into(),
        period: Period { id: "2026".into(), start: "2026-01-01".into(), end: "2027-01-01".into() },
        reports: headcount,
        headcount,
        sums,
        sigma2_each,
        releases: vec![],
    }
}

/// Offered = outcomes 1 and 2 of not offered, offered, accepted.
fn plan(reference: Reference) -> AuditPlan {
    AuditPlan {
        options: vec!["woman".into(), "man".into(), "other".into()],
        outcomes: 3,
        yes: vec![1, 2],
        no: vec![0],
        reference,
    }
}

fn verdicts(audit: &Audit) -> Vec<Verdict> {
    audit.groups.iter().map(|g| g.verdict).collect()
}

#[test]
fn groups_are_compared_with_the_reference() {
    // Women 500 of 2 500, men 1 000 of 2 500, other 8 of 20; 300 without an answer.
    let cells = vec![2000, 300, 200, 1500, 600, 400, 12, 5, 3, 300];
    let sums = histogram(cells, 6000, 50);
    for reference in [Reference::Named("man".into()), Reference::Highest] {
        let mut sums = sums.clone();
        sums.sums[7] = 1;
        let found = audit(&sums, &plan(reference)).unwrap();
        assert_eq!(found.reference.as_deref(), Some("man"));
        let [woman, man, other] = found.groups.as_slice() else { panic!() };
        assert_eq!((woman.rate, man.rate), (Some(0.2), Some(0.4)));
        assert_eq!(woman.answers.value, 2500);
        // Three counts of variance 100 each.
        assert_eq!(woman.answers.sigma2, 300.0);
        assert_eq!((woman.verdict, man.verdict), (Verdict::Disparity, Verdict::Reference));
        assert!((woman.ratio.unwrap().value - 0.5).abs() < 1e-12 && man.ratio.is_none());
        assert!(matches!(other.verdict, Verdict::NotEnoughData { needs, lack: Lack::People } if needs > 100));
        assert_eq!(found.people.answers.value, 5016);
    }
}

#[test]
fn below_sixty_per_cent_there_is_no_verdict() {
    let cells = vec![2000, 300, 200, 1500, 600, 400, 12, 5, 3, 300];
    let found = audit(&histogram(cells, 9000, 50), &plan(Reference::Named("man".into()))).unwrap();
    let lacking = Verdict::NotEnoughData { needs: 5400, lack: Lack::Answers };
    assert_eq!(verdicts(&found), [lacking, Verdict::Reference, lacking]);
    assert!(found.groups[0].ratio.is_some(), "the figure stands");
    let json = serde_json::to_value(&found).unwrap();
    assert_eq!(json["groups"][0]["verdict"]["is"], "notEnoughData");
    assert_eq!(json["groups"][0]["verdict"]["lack"], "answers");
    assert!(json["groups"][0]["rateInterval"]["low"].is_number());
}

#[test]
fn a_plan_that_does_not_fit_is_refused() {
    let man = || Reference::Named("man".into());
    let sums = histogram(vec![10; 10], 100, 5);
    let shape = AuditError::Shape { expected: 10, found: 9 };
    assert_eq!(audit(&histogram(vec![10; 9], 100, 5), &plan(man())), Err(shape));
    assert_eq!(audit(&sums, &plan(Reference::Named("nobody".into()))), Err(AuditError::Reference));
    for (yes, no) in [(vec![], vec![0]), (vec![1], vec![]), (vec![0, 1], vec![1]), (vec![3], vec![0])] {
        let outcomes = AuditPlan { yes, no, ..plan(man()) };
        assert_eq!(audit(&sums, &outcomes), Err(AuditError::Outcomes));
    }
    let huge = AuditPlan { outcomes: usize::MAX, ..plan(man()) };
    assert!(audit(&sums, &huge).is_err());
}

#[test]
fn a_verdict_needs_a_narrow_interval_and_enough_answers() {
    let noisy = |value, sigma2| Noisy { value, sigma2 };
    let share = |answers, sigma2: f64, headcount| {
        let people = People { answers: noisy(answers, sigma2), headcount };
        Share::of(noisy(answers / 2, sigma2), people, Question::Census).unwrap()
    };
    assert_eq!(share(1000, 100.0, 1500).enough(0.05), Ok(()));
    assert_eq!(share(800, 100.0, 1500).enough(0.05).unwrap_err().needs, 900);
    // z sigma sqrt(1 + p^2) / n = 50 * 1.96 * 1.118 / n = .05 at n = 2 191.
    let wide = share(1000, 2500.0, 1500).enough(0.05).unwrap_err();
    assert_eq!(wide.lack, Lack::People);
    assert!((2185..=2200).contains(&wide.needs), "{wide:?}");
    let lost = People { answers: noisy(30, 900.0), headcount: 60 };
    assert!(Share::of(noisy(10, 900.0), lost, Question::Census).is_err());
}

proptest! {
    #[test]
    fn shares_stay_shares(part in any::<i64>(), answers in any::<i64>(), s in 0.0..1e9f64, t in 0.0..1e9f64, headcount in any::<u64>()) {
        let people = People { answers: Noisy { value: answers, sigma2: t }, headcount };
        for question in [Question::Census, Question::Process] {
            if let Ok(share) = Share::of(Noisy { value: part, sigma2: s }, people, question) {
                let i = share.interval;
                prop_assert!(0.0 <= i.low && i.low <= share.value + 1e-9 && share.value <= i.high + 1e-9 && i.high <= 1.0, "{share:?}");
                prop_assert!((0.0..=1.0).contains(&share.coverage));
            }
        }
    }

    #[test]
    fn more_noise_is_never_a_narrower_ratio(yes in 20i64..400, no in 20i64..400, ryes in 50i64..400, rno in 50i64..400, sigma in 0.0..10.0f64) {
        let group = |y, n, s: f64| Group { yes: Noisy { value: y, sigma2: s * s }, no: Noisy { value: n, sigma2: s * s } };
        let calm = impact_ratio(&group(yes, no, sigma), &group(ryes, rno, sigma));
        let loud = impact_ratio(&group(yes, no, 2.0 * sigma + 1.0), &group(ryes, rno, 2.0 * sigma + 1.0));
        if let (Ok(calm), Ok(loud)) = (calm, loud) {
            prop_assert!(calm.interval.low <= calm.value && calm.value <= calm.interval.high);
            prop_assert!(loud.interval.width() >= calm.interval.width() - 1e-6, "{calm:?} {loud:?}");
            prop_assert!(calm.interval.low <= calm.lower95 && calm.upper95 <= calm.interval.high);
        }
    }

    #[test]
    fn no_counts_panic(yes in any::<i64>(), no in any::<i64>(), ryes in any::<i64>(), rno in any::<i64>(), s in 0.0..1e6f64) {
        let group = |y, n| Group { yes: Noisy { value: y, sigma2: s }, no: Noisy { value: n, sigma2: s } };
        if let Ok(ratio) = impact_ratio(&group(yes, no), &group(ryes, rno)) {
            prop_assert!(ratio.value >= 0.0 && !ratio.interval.low.is_nan() && !ratio.interval.high.is_nan());
        }
    }
}
