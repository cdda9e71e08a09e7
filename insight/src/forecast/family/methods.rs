//! What each base method says of one series.

use crate::forecast::Reading;
use crate::forecast::base::{Loss, Season, blocks, ces, damped, denoise, flat, theta};
use crate::forecast::grid::weigh;

/// What the methods are told of all series.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    pub(super) periods: usize,
    pub(super) season: usize,
    /// Variance of each value's noise; 0 where there is none.
    pub(super) noise: f64,
    /// Some series of the family has noise.
    pub(super) noisy: bool,
    /// True values are not below.
    pub(super) floor: Option<f64>,
}

/// A row a method, a column a period ahead.
pub(super) type Told = Vec<Vec<f64>>;

/// What is said of a series, and the variance of its true value now.
pub(super) type Said = (Told, f64);

/// Eight methods; with known noise, the same again on the series without it, and the mixture of models that knows it.
pub(super) fn tell(y: &[f64], setting: &Setting) -> Said {
    let season = Season::of(y, setting.season);
    let calm: Vec<f64> = y.iter().enumerate().map(|(t, v)| season.as_ref().map_or(*v, |s| s.take(t, *v))).collect();
    let (mut told, mut variance) = (eight(&calm, setting), 0.0);
    if setting.noisy {
        let noise = |t: usize| season.as_ref().map_or(setting.noise, |s| s.noise(t, setting.noise));
        let noise: Vec<f64> = (0..y.len()).map(noise).collect();
        let pure = denoise(&calm, &noise);
        told.extend(eight(&pure.values, setting));
        told.push(mixture(&calm, &noise, setting.periods));
        variance = pure.variance;
    }
    for method in &mut told {
        for (k, value) in method.iter_mut().enumerate() {
            *value = season.as_ref().map_or(*value, |s| s.give(y.len() + k, *value));
        }
    }
    guard(&mut told, y, setting.floor);
    (told, variance)
}

fn eight(y: &[f64], setting: &Setting) -> Told {
    let h = setting.periods;
    let mut far = vec![1, h.div_ceil(6), h.div_ceil(3), h.div_ceil(2)];
    far.dedup();
    let one = Loss { robust: true, leads: &[1], calm: 1.0 };
    let square = Loss { robust: false, leads: &[1], calm: 3.0 };
    let several = Loss { robust: true, leads: &far, calm: 2.0 };
    let sizes: &[usize] = match setting.season {
        0..=3 => &[1, 2, 3],
        4..=6 => &[1, 2, 3],
        _ => &[1, 2, 3, 4, 6],
    };
    let in_logs = |method: &dyn Fn(&[f64]) -> Vec<f64>| {
        if y.iter().all(|v| *v > 0.0) {
            let logs: Vec<f64> = y.iter().map(|v| v.ln()).collect();
            method(&logs).into_iter().map(f64::exp).collect()
        } else {
            method(y)
        }
    };
    vec![
        theta(y, h),
        in_logs(&|y| theta(y, h)),
        damped(y, h, &one),
        in_logs(&|y| damped(y, h, &square)),
        in_logs(&|y| damped(y, h, &several)),
        blocks(y, h, sizes, |y, h| damped(y, h, &one)),
        flat(y, h, &several),
        ces(y, h),
    ]
}

/// What the mixture is believed beforehand: it alone knows the noise from the start.
const MIXTURE: f64 = 0.4;

/// Weights believed before any miss is seen: equal, but for the mixture's.
pub(super) fn believed(noisy: bool) -> Vec<f64> {
    if noisy {
        let mut out = vec![(1.0 - MIXTURE) / 16.0; 16];
        out.push(MIXTURE);
        out
    } else {
        vec![1.0 / 8.0; 8]
    }
}

/// The mean of the models that short series are forecast with.
fn mixture(y: &[f64], noise: &[f64], periods: usize) -> Vec<f64> {
    let readings: Vec<Option<Reading>> =
        y.iter().zip(noise).map(|(value, variance)| Some(Reading { value: *value, variance: *variance })).collect();
    let most = y.iter().zip(noise).map(|(v, n)| v.abs() + n.sqrt()).fold(f64::MIN_POSITIVE, f64::max);
    let models = weigh(&readings, 4.0 * most);
    (1..=periods).map(|k| models.iter().map(|(w, model)| w * model.ahead(k).0).sum()).collect()
}

/// The middle value.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    let at = |k: usize| values.get(k).copied().unwrap_or_default();
    if n % 2 == 1 { at(n / 2) } else { f64::midpoint(at(n / 2), at((n / 2).saturating_sub(1))) }
}

/// One method that runs away is held near the others: logs make growth explode, and a fit may fail.
fn guard(told: &mut Told, y: &[f64], floor: Option<f64>) {
    let steps: f64 = y.windows(2).map(|w| (w[1] - w[0]).abs()).sum::<f64>() / y.len().max(2) as f64;
    let last = y.last().copied().unwrap_or_default();
    for k in 0..told.first().map_or(0, Vec::len) {
        let sound: Vec<f64> = told.iter().filter_map(|m| m.get(k).copied()).filter(|v| v.is_finite()).collect();
        let middle = if sound.is_empty() { last } else { median(sound) };
        let reach = 4.0 * steps * (k as f64 + 1.0).sqrt() + 0.5 * middle.abs();
        for method in told.iter_mut() {
            let Some(value) = method.get_mut(k) else { continue };
            *value = if value.is_finite() { value.clamp(middle - reach, middle + reach) } else { middle };
            *value = floor.map_or(*value, |floor| value.max(floor));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::guard;

    /// Steps of one, the last value 100.
    fn quiet() -> Vec<f64> {
        (0..21).map(|t| f64::from(100 + t % 2)).collect()
    }

    #[test]
    fn a_method_that_runs_away_or_fails_is_held_near_the_others() {
        let calm = || vec![vec![101.0, 101.0], vec![100.0, 100.0], vec![102.0, 102.0]];
        let mut told = calm();
        told.push(vec![1e9, 1e12]);
        told.push(vec![f64::NAN, f64::INFINITY]);
        told.push(vec![-1e9, 99.0]);
        guard(&mut told, &quiet(), None);
        assert_eq!(told[..3], calm()[..], "who says what the others say is left alone");
        for (k, method) in told[3..].iter().enumerate() {
            for (ahead, value) in method.iter().enumerate() {
                let reach = 4.0 * (ahead as f64 + 1.0).sqrt() + 51.0;
                assert!((value - 101.0).abs() <= reach + 2.0, "method {k}, {ahead} ahead: {value}");
            }
        }
        assert!(told[3][0] < 160.0 && told[3][1] > told[3][0], "and has more room farther ahead: {told:?}");
    }

    #[test]
    fn nothing_is_told_below_the_floor_and_no_method_is_no_panic() {
        let mut told = vec![vec![-5.0, 3.0], vec![f64::NAN, f64::NAN]];
        guard(&mut told, &[0.0, 0.0, 0.0], Some(0.0));
        assert!(told.iter().flatten().all(|v| v.is_finite() && *v >= 0.0), "{told:?}");
        guard(&mut Vec::new(), &[], None);
        let mut one = vec![vec![f64::NAN]];
        guard(&mut one, &[], None);
        assert_eq!(one, [[0.0]]);
    }
}
