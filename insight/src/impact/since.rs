//! What became of a share since a day: a difference, and no proof of what caused it.

use serde::Serialize;

use crate::{Interval, NotEnough, Share};

/// A share's change between two periods.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Since {
    /// Later less earlier, -1..=1.
    pub value: f64,
    /// 95 %.
    pub interval: Interval,
}

/// The change from one period's share to another's, whose noises are independent.
///
/// The interval is made of both shares' own intervals, which know their limits at 0 and 1: R. G. Newcombe, Interval estimation for the
/// difference between independent proportions, Statistics in Medicine 17 (1998), method 10.
///
/// # Errors
/// [`NotEnough`] where too few of either period answered.
pub fn since(before: &Share, now: &Share) -> Result<Since, NotEnough> {
    before.people.enough()?;
    now.people.enough()?;
    let value = now.value - before.value;
    let low = (now.value - now.interval.low).hypot(before.interval.high - before.value);
    let high = (now.interval.high - now.value).hypot(before.value - before.interval.low);
    Ok(Since { value, interval: Interval { low: value - low, high: value + high }.clamp(-1.0, 1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Noisy, People, Question};

    fn share(part: i64, answers: i64, sigma2: f64) -> Share {
        let people = People { answers: Noisy { value: answers, sigma2 }, headcount: 1000 };
        Share::of(Noisy { value: part, sigma2 }, people, Question::Census).unwrap()
    }

    #[test]
    fn a_change_is_as_sure_as_its_two_ends() {
        let (before, now) = (share(200, 1000, 100.0), share(260, 1000, 100.0));
        let change = since(&before, &now).unwrap();
        assert!((change.value - 0.06).abs() < 1e-12);
        assert!(change.interval.low > 0.0 && change.interval.low < 0.06, "{change:?}");
        // With sixteen times the noise it may as well have gone down.
        let (before, now) = (share(200, 1000, 1600.0), share(260, 1000, 1600.0));
        let wide = since(&before, &now).unwrap().interval;
        assert!(wide.low < 0.0 && wide.high > 0.12, "{wide:?}");
        // Back again is the same the other way round.
        let back = since(&now, &before).unwrap();
        assert!((back.interval.low + wide.high).abs() < 1e-12 && (back.interval.high + wide.low).abs() < 1e-12);
    }

    #[test]
    fn too_few_answers_say_nothing() {
        assert!(since(&share(200, 1000, 100.0), &share(30, 100, 4.0)).is_err());
    }
}
