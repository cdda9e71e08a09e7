//! Whether there will be enough: a fan of supply against a demand.

use serde::Serialize;

use super::ForecastPoint;
use crate::Interval;
use crate::normal::{Z95, cdf};

/// A shortage to come. It says where to look; a person decides.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Shortfall {
    /// Periods ahead.
    pub ahead: usize,
    /// Demand less supply, people: the middle.
    pub shortage: f64,
    /// 95 %.
    pub interval: Interval,
    /// Probability that fewer people have the skill than are asked for.
    pub probability: f64,
    /// Probability that at least as many as were asked about are missing.
    pub at_least: f64,
}

/// Demand less supply by period ahead; `at_least` is the shortage asked about, people. Shorter of the two lists counts.
///
/// Each side of a point is taken as normal, with the width of its side of the 95 % band.
pub fn shortfalls(points: &[ForecastPoint], demand: &[f64], at_least: f64) -> Vec<Shortfall> {
    let one = |(point, wanted): (&ForecastPoint, &f64)| {
        let below = |x: f64| {
            let side = if x < point.value { point.value - point.band95.low } else { point.band95.high - point.value };
            if side > 0.0 { cdf((x - point.value) * Z95 / side) } else { f64::from(u8::from(point.value < x)) }
        };
        Shortfall {
            ahead: point.ahead,
            shortage: wanted - point.value,
            interval: Interval { low: wanted - point.band95.high, high: wanted - point.band95.low },
            probability: below(*wanted),
            at_least: below(wanted - at_least.max(0.0)),
        }
    };
    points.iter().zip(demand).map(one).collect()
}

/// A shortage whose demand is uncertain too, as where it follows a market: the interval, and the probability that anybody is missing.
///
/// `shortage` and `interval` are those of supply alone, `demand` the middle of demand and its 95 %. What is not known of one says nothing
/// of the other, so the widths of each side add as squares do.
pub fn unsure(shortage: f64, interval: Interval, (demand, ends): (f64, Interval)) -> (Interval, f64) {
    let fewer = (shortage - interval.low).max(0.0).hypot((demand - ends.low).max(0.0));
    let more = (interval.high - shortage).max(0.0).hypot((ends.high - demand).max(0.0));
    let side = if shortage > 0.0 { fewer } else { more };
    let missing = if side > 0.0 { cdf(shortage * Z95 / side) } else { f64::from(u8::from(shortage > 0.0)) };
    (Interval { low: shortage - fewer, high: shortage + more }, missing)
}

/// "Likely shortfall of X within Z": the first period ahead, up to `within`, where at least as many as were asked about are missing with
/// this probability.
pub fn likely(shortfalls: &[Shortfall], within: usize, probability: f64) -> Option<Shortfall> {
    shortfalls.iter().filter(|s| s.ahead <= within).find(|s| s.at_least >= probability).copied()
}

/// Places of gaps, those that open fastest first: by how much the lower bound of the shortage grows over the periods ahead, so a wide band
/// ranks nothing high. Gaps that do not open are left out.
pub fn emerging(gaps: &[Vec<Shortfall>]) -> Vec<(usize, f64)> {
    let opening = |gap: &Vec<Shortfall>| Some(gap.last()?.interval.low.max(0.0) - gap.first()?.shortage.max(0.0));
    let mut found: Vec<(usize, f64)> =
        gaps.iter().enumerate().filter_map(|(at, gap)| Some((at, opening(gap)?))).filter(|(_, by)| *by > 0.0).collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_uncertain_demand_widens_each_side_and_a_certain_one_none() {
        let supply = Interval { low: 10.0, high: 70.0 };
        let (same, p) = unsure(30.0, supply, (200.0, Interval { low: 200.0, high: 200.0 }));
        assert_eq!(same, supply);
        // 30 of a side of 20: three half-widths.
        assert!((p - cdf(1.5 * Z95)).abs() < 1e-12);
        // 20 and 15 make 25, 40 and 30 make 50.
        let (wide, less) = unsure(30.0, supply, (200.0, Interval { low: 185.0, high: 230.0 }));
        assert!((wide.low - 5.0).abs() < 1e-12 && (wide.high - 80.0).abs() < 1e-12, "{wide:?}");
        assert!(less < p && (less - cdf(1.2 * Z95)).abs() < 1e-12);
        let (_, spare) =
            unsure(-30.0, Interval { low: -40.0, high: 0.0 }, (200.0, Interval { low: 200.0, high: 240.0 }));
        assert!((spare - cdf(-0.6 * Z95)).abs() < 1e-12, "more demand can use up what is to spare");
    }
}
