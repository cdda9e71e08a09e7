//! An experiment: a signed rule by which each browser finds its own arm, from a secret that never leaves it.
//!
//! Everybody can read the rule; nobody but the browser can work out who is in which arm. What leaves is one cell of a sealed histogram:
//! how far the person's level moved, beside the arm.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Clip, Day, Period};

/// Cells of a change within one arm: -2, -1, 0, 1 and 2 halves of the clip.
pub const CHANGE_BINS: usize = 5;
/// Shares of arms are thousandths.
const WHOLE: u32 = 1000;
/// Most arms of one experiment.
const MOST_ARMS: usize = 8;

/// An experiment, as the dictionary signs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// Goes into the draw: with another key everybody is drawn anew, independently.
    pub key: String,
    /// First day of the first arm. What ends until then is a check of the time before; later changes count from here.
    pub from: Day,
    /// The arms. Where the shares come to less than 1000, the rest of the people are outside and answer "no answer".
    pub arms: Vec<Arm>,
    /// Items that only an arm that has begun is offered, until the measure expires.
    #[serde(default)]
    pub items: Vec<String>,
}

/// One arm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arm {
    /// Stable id.
    pub id: String,
    /// Name.
    pub label: String,
    /// Thousandths of the people.
    pub share: u32,
    /// The day on which it begins; none: it is only compared with.
    pub starts: Option<Day>,
}

impl Experiment {
    /// The arm of whoever has this secret; None outside. SHA-256 of secret and key, as a number below 1000, along the shares.
    pub fn arm(&self, secret: u64) -> Option<usize> {
        let mut hash = Sha256::new();
        hash.update(b"skillkeep arm v1\0");
        hash.update(secret.to_be_bytes());
        hash.update(self.key.as_bytes());
        let mut at = below(WHOLE, &hash.finalize().into());
        self.arms.iter().position(|arm| match at.checked_sub(arm.share) {
            Some(rest) => {
                at = rest;
                false
            }
            None => true,
        })
    }

    /// The days between which a period's change is counted: the period itself before the experiment, and from its first day after.
    pub fn window(&self, period: &Period) -> (Day, Day) {
        (if period.end <= self.from { period.start } else { self.from }, period.end)
    }

    /// Why it cannot be one, in one sentence.
    pub(super) fn fault(&self) -> Option<&'static str> {
        let shares = self.arms.iter().fold(0, |sum: u32, a| sum.saturating_add(a.share));
        let twice = |at: usize, arm: &Arm| self.arms.iter().take(at).any(|a| a.id == arm.id);
        if self.key.is_empty() || !(2..=MOST_ARMS).contains(&self.arms.len()) || shares > WHOLE {
            return Some("an experiment has a key, and 2 to 8 arms of 1000 thousandths at most");
        }
        let wrong = |(at, a): (usize, &Arm)| {
            a.id.is_empty() || a.share == 0 || a.starts.is_some_and(|day| day < self.from) || twice(at, a)
        };
        let all = self.arms.iter().enumerate();
        all.into_iter()
            .any(wrong)
            .then_some("an arm has an id of its own and a share, and begins not before the experiment")
    }

    /// The cell of a change within an arm, 0 to 4. Between two cells chance decides, in the proportion that keeps the mean true.
    pub(super) fn bin(&self, change: f64, most: u32, clip: Clip<'_>) -> usize {
        let halves = (CHANGE_BINS / 2) as f64;
        let place = ((change * 100.0 / f64::from(most.max(1))).clamp(-1.0, 1.0) + 1.0) * halves;
        let up = match clip {
            Clip::First => 500,
            Clip::Random(seed) => {
                let mut hash = Sha256::new();
                hash.update(b"skillkeep change v1\0");
                hash.update(seed);
                hash.update(self.key.as_bytes());
                // Never nought: a whole place stays where it is.
                1 + below((1 << 24) - 1, &hash.finalize().into())
            }
        };
        let of = if matches!(clip, Clip::First) { 1000.0 } else { f64::from(1u32 << 24) };
        let whole = place as usize;
        whole + usize::from((place - whole as f64) * of >= f64::from(up))
    }
}

/// A number below `most`, from the first eight bytes.
fn below(most: u32, hash: &[u8; 32]) -> u32 {
    let first = hash.iter().take(8).fold(0u64, |all, byte| all << 8 | u64::from(*byte));
    ((u128::from(first) * u128::from(most)) >> 64) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn experiment(key: &str, shares: &[u32]) -> Experiment {
        let arm = |(n, share): (usize, &u32)| Arm {
            id: format!("a{n}"),
            label: String::new(),
            share: *share,
            starts: (n == 0).then_some(Day(20_000)),
        };
        let arms = shares.iter().enumerate().map(arm).collect();
        Experiment { key: key.to_owned(), from: Day(20_000), arms, items: Vec::new() }
    }

    /// Secrets as a generator would give them.
    fn secret(n: u64) -> u64 {
        let hash: [u8; 32] = Sha256::digest(n.to_be_bytes()).into();
        hash.iter().take(8).fold(0, |all, byte| all << 8 | u64::from(*byte))
    }

    const PEOPLE: u64 = 10_000;

    #[test]
    fn an_arm_is_stable_and_near_its_share() {
        let shares = [400, 300, 200];
        let e = experiment("sprint", &shares);
        let mut counts = [0u32; 4];
        for n in 0..PEOPLE {
            let arm = e.arm(secret(n));
            assert_eq!(arm, e.clone().arm(secret(n)));
            counts[arm.unwrap_or(3)] += 1;
        }
        for (count, share) in counts.iter().zip([400, 300, 200, 100]) {
            let (mean, sd) = (10.0 * f64::from(share), (0.01 * f64::from(share * (1000 - share))).sqrt());
            assert!((f64::from(*count) - mean).abs() < 4.0 * sd, "{counts:?}");
        }
        // Pinned: another engine must find the same arm.
        assert_eq!((0..12).map(|n| e.arm(n).unwrap_or(9)).collect::<Vec<_>>(), PINNED);
    }

    const PINNED: [usize; 12] = [9, 0, 0, 1, 1, 0, 1, 0, 0, 0, 2, 2];

    #[test]
    fn experiments_are_independent() {
        let (a, b) = (experiment("one", &[500, 500]), experiment("two", &[500, 500]));
        let mut both = [0.0f64; 4];
        for n in 0..PEOPLE {
            both[a.arm(secret(n)).unwrap() * 2 + b.arm(secret(n)).unwrap()] += 1.0;
        }
        let chi2: f64 = both.iter().map(|c| (c - 2500.0).powi(2) / 2500.0).sum();
        assert!(chi2 < 16.3, "{both:?}");
    }

    /// Rounding to five cells leaves the mean as it was; a change past the clip counts as the clip.
    #[test]
    fn a_change_keeps_its_mean() {
        let e = experiment("sprint", &[500, 500]);
        for change in [-2.0, -1.0, -0.73, -0.05, 0.0, 0.02, 0.31, 1.0, 3.0] {
            let of =
                |n: u64| e.bin(change, 100, Clip::Random(&Sha256::digest(n.to_be_bytes()).into())) as f64 / 2.0 - 1.0;
            let mean = (0..PEOPLE).map(of).sum::<f64>() / PEOPLE as f64;
            assert!((mean - change.clamp(-1.0, 1.0)).abs() < 0.012, "{change}: {mean}");
        }
        assert_eq!(e.bin(0.2, 100, Clip::First), 2);
        assert_eq!(e.bin(0.3, 100, Clip::First), 3);
    }

    #[test]
    fn the_time_before_is_its_own_period() {
        let e = experiment("sprint", &[500, 500]);
        let period = |start, end| Period {
            id: String::new(),
            start: Day(start),
            end: Day(end),
            due: Day(end),
            closes: Day(end + 1),
            token_key: String::new(),
        };
        assert_eq!(e.window(&period(19_900, 20_000)), (Day(19_900), Day(20_000)));
        assert_eq!(e.window(&period(20_000, 20_090)), (Day(20_000), Day(20_090)));
        assert_eq!(e.window(&period(20_090, 20_180)), (Day(20_000), Day(20_180)));
    }
}
