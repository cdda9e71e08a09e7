//! Exact tests, strata, impact and plans against answers worked out by hand or by scipy and statsmodels, on small tables.

use skillkeep_insight::exact::contrast::{DifferenceMethod, RatioMethod};
use skillkeep_insight::exact::{
    ExactError, Fixed, Tail, TwoByTwo, barnard, boschloo, difference_interval, fisher, ratio_interval, ratio_test,
};
use skillkeep_insight::impact::{AtTime, Change, did, kaplan_meier, log_rank};
use skillkeep_insight::planning::{Flow, Hiring, Program, Sense, assign};
use skillkeep_insight::strata::{Correction, GroupSums, adjusted, mantel_haenszel, oaxaca, simpson, tarone};

#[track_caller]
fn near(found: f64, expected: f64, within: f64) {
    assert!((found - expected).abs() <= within, "{found}, expected {expected}");
}

fn table(a: u64, na: u64, b: u64, nb: u64) -> TwoByTwo {
    TwoByTwo::of_selected(a, na, b, nb).unwrap()
}

#[test]
fn small_counts_agree_with_scipy() {
    let t = table(3, 10, 8, 10);
    let exact = fisher(&t, 0.05).unwrap();
    near(exact.p, 0.069_778_518_694_925_67, 1e-12);
    near(exact.p_less, 0.034_889_259_347_463_68, 1e-12);
    near(exact.conditional, 0.122_641_670_963_970_45, 1e-6);
    near(exact.interval.low, 0.007_873_456_216_569_668, 1e-6);
    near(exact.interval.high, 1.133_638_797_754_623_2, 1e-6);
    near(barnard(&t, Fixed::Outcomes, Tail::Two).unwrap(), 0.033_458_709_7, 1e-3);
    near(barnard(&t, Fixed::Groups, Tail::Two).unwrap(), 0.041_389_465_3, 1e-3);
    near(barnard(&t, Fixed::Outcomes, Tail::Less).unwrap(), 0.016_786_917_9, 1e-3);
    near(boschloo(&t, Fixed::Outcomes, Tail::Two).unwrap(), 0.031_964_599_3, 1e-3);
    // Rosen & Jerdee 1974, by statsmodels.
    let t = table(14, 24, 21, 24);
    let ratio = ratio_interval(&t, 0.05, RatioMethod::Score).unwrap();
    near(ratio.low, 0.433_528_264_185_414_8, 1e-6);
    near(ratio.high, 0.946_120_901_996_174_7, 1e-6);
    let score = difference_interval(&t, 0.05, DifferenceMethod::ScoreOfStatsmodels).unwrap();
    near(score.low, -0.527_343_059_250_707_5, 1e-6);
    near(score.high, -0.039_513_969_179_734_314, 1e-6);
    let newcombe = difference_interval(&t, 0.05, DifferenceMethod::Newcombe).unwrap();
    near(newcombe.low, -0.503_022_508_702_877_2, 1e-9);
    near(ratio_test(&t, 0.8, Tail::Less).unwrap().p, 0.155_299_729_209_529_78, 1e-9);
}

#[test]
fn odd_tables_are_errors_or_whole_answers() {
    assert_eq!(TwoByTwo::of_selected(1, 0, 1, 2), Err(ExactError::Empty));
    assert_eq!(TwoByTwo::of_selected(3, 2, 1, 2), Err(ExactError::MoreThanAll));
    assert_eq!(fisher(&table(20, 20, 40, 40), 0.05), Err(ExactError::NoContrast));
    // Exactly four fifths is not below it.
    assert_eq!(table(40, 100, 50, 100).below_four_fifths(), Ok(false));
    assert_eq!(table(399, 1000, 500, 1000).below_four_fifths(), Ok(true));
    let none = ratio_interval(&table(0, 20, 10, 40), 0.05, RatioMethod::Score).unwrap();
    near(none.low, 0.0, 1e-12);
    near(none.high, 0.680_365_864_178_307_7, 1e-6);
    assert_eq!(barnard(&table(1, 1_000_000, 2, 1_000_000), Fixed::Groups, Tail::Two), Err(ExactError::TooLarge));
    assert!(fisher(&table(1, 1, 0, 1), 0.05).unwrap().interval.high.is_infinite());
}

/// Berkeley's admissions of 1973, women first (Bickel, Hammel & O'Connell 1975).
fn berkeley() -> Vec<TwoByTwo> {
    let rows = [
        (89, 19, 512, 313),
        (17, 8, 353, 207),
        (202, 391, 120, 205),
        (131, 244, 138, 279),
        (94, 299, 53, 138),
        (24, 317, 22, 351),
    ];
    rows.into_iter().map(|(a_yes, a_no, b_yes, b_no)| TwoByTwo { a_yes, a_no, b_yes, b_no }).collect()
}

#[test]
fn like_with_like_turns_the_gap() {
    let pooled = mantel_haenszel(&berkeley(), 0.05).unwrap();
    near(pooled.odds_ratio, 1.105_342_661_502_216_4, 1e-9);
    near(pooled.log_odds_se, 0.080_988_909_656_220_91, 1e-9);
    near(pooled.risk_ratio, 1.058_307_423_589_208, 1e-9);
    near(tarone(&berkeley()).unwrap().statistic, 18.825_501_252_052_77, 1e-9);
    let both = simpson(&berkeley(), 0.05).unwrap();
    assert!(both.crude < -0.1 && both.reversed, "{both:?}");
    let p = adjusted(&[0.01, 0.04, 0.03], Correction::BenjaminiHochberg).unwrap();
    near(p[0], 0.03, 1e-12);
    near(p[1], 0.04, 1e-12);
    near(p[2], 0.04, 1e-12);
}

#[test]
fn a_gap_that_goes_with_tenure_is_explained() {
    let sums = |points: &[(f64, f64)]| GroupSums {
        n: points.len() as f64,
        sx: points.iter().map(|p| p.0).sum(),
        sy: points.iter().map(|p| p.1).sum(),
        sxx: points.iter().map(|p| p.0 * p.0).sum(),
        sxy: points.iter().map(|p| p.0 * p.1).sum(),
        syy: points.iter().map(|p| p.1 * p.1).sum(),
    };
    // Both on y = 1 + 2 x.
    let parts =
        oaxaca(&sums(&[(0.0, 1.0), (1.0, 3.0), (2.0, 5.0)]), &sums(&[(3.0, 7.0), (4.0, 9.0), (5.0, 11.0)])).unwrap();
    near(parts.gap, -6.0, 1e-12);
    near(parts.explained.value, -6.0, 1e-9);
    near(parts.unexplained, 0.0, 1e-9);
}

#[test]
fn effects_carry_their_noise() {
    let treated = Change::exact(20.0, -1.462_665_411_577_899_2, 0.284_920_834_583_650_6);
    let control = Change::exact(309.0, -19.352_677_526_600_846, 10.352_680_990_608_05);
    let effect = did(&treated, &control).unwrap();
    near(effect.value, -0.010_503_246_220_963_415, 1e-12);
    near(effect.variance.sqrt(), 0.023_251_036_368_166_195, 1e-12);
    let noisy = did(&Change { sum_noise: 4.0, ..treated }, &control).unwrap();
    assert!(noisy.variance > effect.variance, "noise widens: {noisy:?}");
    assert!(did(&Change::exact(0.0, 0.0, 0.0), &control).is_err());
}

#[test]
fn those_still_waiting_count_as_at_risk() {
    let at = |time: f64, events, censored| AtTime { time, events, censored };
    let rows = vec![at(1.0, 1, 0), at(2.0, 0, 1), at(3.0, 1, 0), at(4.0, 0, 1)];
    let curve = kaplan_meier(&rows).unwrap();
    near(curve.at(1.0), 0.75, 1e-12);
    near(curve.at(3.5), 0.375, 1e-12);
    assert_eq!(curve.median(), Some(3.0));
    near(log_rank(&[rows.clone(), rows]).unwrap().test.statistic, 0.0, 1e-12);
}

#[test]
fn plans_are_the_cheapest() {
    let best = assign(&[vec![1.0, 5.0], vec![4.0, 6.0], vec![9.0, 0.0]]).unwrap();
    assert_eq!(best.column, [None, Some(1), Some(0)]);
    near(best.total, 15.0, 1e-12);
    let program = |whole: bool| Program {
        cost: vec![3000.0, 9000.0, 5000.0],
        most: vec![Some(6.0), None, Some(4.0)],
        whole: vec![whole; 3],
        rows: vec![(vec![0.8, 1.0, 0.0], Sense::AtLeast, 7.3), (vec![0.0, 1.0, 0.7], Sense::AtLeast, 5.1)],
    };
    // HiGHS: 54 150 in parts of people, 59 000 in whole ones.
    near(program(false).solve().unwrap().cost, 54_150.0, 1e-6);
    near(program(true).solve().unwrap().cost, 59_000.0, 1e-6);
}

#[test]
fn people_flow_and_their_number_is_kept() {
    let flow = Flow::new(vec![vec![0.6, 0.25], vec![0.0, 0.85]], vec![1.0, 0.0], Hiring::Replace).unwrap();
    let path = flow.run(&[300.0, 100.0], 5).unwrap();
    near(path[5].mean.iter().sum(), 400.0, 1e-9);
    // The total is certain, so the covariances cancel; one period's variance is a sum of binomials.
    near(path[1].covariance.iter().flatten().sum(), 0.0, 1e-9);
    near(path[1].covariance[1][1], 300.0 * 0.25 * 0.75 + 100.0 * 0.85 * 0.15, 1e-9);
    assert!(Flow::new(vec![vec![1.1]], vec![1.0], Hiring::Replace).is_err());
}
