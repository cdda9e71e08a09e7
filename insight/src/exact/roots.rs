//! Where a monotone function crosses zero.

/// Bisection steps: more than the bits of an f64's mantissa between neighbours of ordinary size.
const STEPS: usize = 200;

/// The point between `low` and `high` where `f` changes its sign; None where it does not.
pub(crate) fn crossing(mut low: f64, mut high: f64, f: impl Fn(f64) -> f64) -> Option<f64> {
    let (at_low, at_high) = (f(low), f(high));
    if at_low == 0.0 {
        return Some(low);
    }
    if at_high == 0.0 {
        return Some(high);
    }
    if at_low.is_nan() || at_high.is_nan() || (at_low > 0.0) == (at_high > 0.0) {
        return None;
    }
    for _ in 0..STEPS {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if (f(middle) > 0.0) == (at_low > 0.0) { low = middle } else { high = middle }
    }
    Some(f64::midpoint(low, high))
}
