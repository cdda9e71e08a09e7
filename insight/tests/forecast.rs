//! The forecaster's bands hold the truth, and are not bought with width.

mod support;

use skillkeep_insight::{ForecastError, Horizon, Noisy, Reading, forecast};
use support::Draws;

/// Truth of a planted series: a head count that grows by `slope` a quarter and wanders by `wander`.
fn plant(draws: &mut Draws, start: f64, slope: f64, wander: f64, len: usize) -> Vec<f64> {
    let mut drift = 0.0;
    (0..len)
        .map(|t| {
            drift += wander * draws.normal();
            start + slope * t as f64 + drift
        })
        .collect()
}

/// Share of truths in the 95 % band over 400 series, and the mean width of the band in widths of the naive band (last value with its noise).
fn simulate(start: f64, slope: f64, wander: f64, sigma: f64, len: usize, ahead: usize) -> (f64, f64) {
    let mut draws = Draws(start as u64 + 31 * len as u64 + ahead as u64);
    let (mut held, mut width) = (0, 0.0);
    for _ in 0..400 {
        let truth = plant(&mut draws, start, slope, wander, len + ahead);
        let series: Vec<_> =
            truth[..len].iter().map(|t| Some(Reading::from(draws.noisy(t.round() as i64, sigma)))).collect();
        let fan = forecast(&series, &Horizon { periods: ahead, ceiling: 1730.0, demand: None }).unwrap();
        let point = fan.points.last().unwrap();
        held += usize::from(point.band95.contains(truth[len + ahead - 1]));
        width += point.band95.width() / (2.0 * 1.96 * sigma) / 400.0;
    }
    (held as f64 / 400.0, width)
}

#[test]
fn a_planted_trend_lies_in_the_band() {
    let mut runs = Vec::new();
    for (start, slope, wander, len, ahead) in [
        (300.0, 12.0, 0.0, 8, 1),
        (300.0, 12.0, 0.0, 8, 4),
        (500.0, -15.0, 8.0, 6, 2),
        (800.0, 20.0, 15.0, 12, 4),
        (400.0, 0.0, 10.0, 4, 1),
        (900.0, 30.0, 0.0, 9, 2),
    ] {
        let (held, width) = simulate(start, slope, wander, 52.7, len, ahead);
        println!("start {start} slope {slope} wander {wander} len {len} ahead {ahead}: {held} width {width:.2}");
        runs.push((format!("start {start} slope {slope} wander {wander} len {len} ahead {ahead}"), held, width, ahead));
    }
    for (run, held, width, ahead) in runs {
        assert!(held >= 0.93, "{run}: {held}");
        assert!(width < if ahead <= 2 { 2.2 } else { 3.5 }, "{run}: {width} naive widths");
    }
}

#[test]
fn fewer_than_four_releases_are_not_enough() {
    let r = Some(Reading { value: 10.0, variance: 1.0 });
    let horizon = Horizon { periods: 4, ceiling: 100.0, demand: None };
    let lacking = forecast(&[r, None, r, r], &horizon).unwrap_err();
    assert!(matches!(lacking, ForecastError::NotEnough(lack) if lack.needs == 4));
    assert!(forecast(&[r, None, r, r, r], &horizon).is_ok());
    let bad = Some(Reading { value: f64::NAN, variance: 1.0 });
    assert_eq!(forecast(&[r, r, r, bad], &horizon), Err(ForecastError::NotANumber));
    assert_eq!(forecast(&[r; 4], &Horizon { periods: 1, ceiling: 0.0, demand: None }), Err(ForecastError::NotANumber));
}

#[test]
fn a_growing_series_stays_within_the_headcount_and_bands_nest() {
    let series: Vec<_> =
        [100, 200, 400, 780, 950].map(|v| Some(Reading::from(Noisy { value: v, sigma2: 100.0 }))).into();
    let fan = forecast(&series, &Horizon { periods: 50, ceiling: 1000.0, demand: None }).unwrap();
    assert_eq!(fan.points.len(), 8);
    for p in &fan.points {
        let (a, b, c) = (p.band95, p.band80, p.band50);
        assert!(0.0 <= a.low && a.low <= b.low && b.low <= c.low && c.low <= p.value);
        assert!(p.value <= c.high && c.high <= b.high && b.high <= a.high && a.high <= 1000.0);
    }
    assert!(fan.rising > 0.9);
    // A share, without noise and without change, is certain to stay about where it is.
    let flat = [Some(Reading { value: 0.3, variance: 0.0 }); 8];
    let fan = forecast(&flat, &Horizon { periods: 1, ceiling: 1.0, demand: None }).unwrap();
    assert!((fan.points[0].value - 0.3).abs() < 1e-3 && fan.points[0].band95.width() < 0.05, "{fan:?}");
}

#[test]
fn a_demand_is_missed_as_likely_as_the_bands_say() {
    let series: Vec<_> = [520, 490, 470, 455].map(|v| Some(Reading::from(Noisy { value: v, sigma2: 400.0 }))).into();
    let at = |demand| {
        let horizon = Horizon { periods: 2, ceiling: 1000.0, demand: Some(demand) };
        forecast(&series, &horizon).unwrap().points[1]
    };
    let fan = at(0.0);
    assert_eq!(fan.falls_short, Some(0.0));
    assert_eq!(at(1000.5).falls_short, Some(1.0));
    for (demand, expected) in [(fan.value, 0.5), (fan.band80.high, 0.9), (fan.band95.low, 0.025)] {
        let found = at(demand).falls_short.unwrap();
        assert!((found - expected).abs() < 1e-3, "{demand}: {found}");
    }
}
