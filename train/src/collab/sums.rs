//! What each person adds, and the noise that hides it.

use crate::random::Random;

/// How a person's items are clipped before they are added.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Clip {
    /// Most items of a person that count; of more, a random choice does.
    pub width: u32,
    /// What each item adds to its own sum; each pair of items adds 1. More of it makes popularity surer, and pairs less sure.
    pub own: u32,
}

impl Clip {
    /// A width, with a quarter to a half of the squared sensitivity spent on popularity.
    pub fn of(width: u32) -> Clip {
        let width = width.max(1);
        Clip { width, own: (f64::from(width) / 4.0).sqrt().round().max(1.0) as u32 }
    }

    /// A clip for a release planned for so many people: where pairs would drown in the noise, all but a hundredth of the squared
    /// sensitivity goes to popularity. Only what is public decides: people, items and `rho`.
    ///
    /// The largest eigenvalue of noise of deviation s grows as s times the root of the items, the signal's as people.
    pub fn planned(width: u32, people: usize, items: usize, rho: f64) -> Clip {
        let clip = Clip::of(width);
        let noise = clip.deviation(rho) * std::f64::consts::SQRT_2 * (items as f64).sqrt();
        if people as f64 >= noise { clip } else { Clip { own: (f64::from(width) * 50.0).sqrt().ceil() as u32, ..clip } }
    }

    /// Squared L2 sensitivity when one person is put in the place of another: at most two sets of `width` items without one in
    /// common, as a pair in common only brings the two vectors closer.
    pub fn sensitivity(self) -> f64 {
        let (width, own) = (f64::from(self.width), f64::from(self.own));
        2.0 * (width * (width - 1.0) / 2.0 + own * own * width)
    }

    /// Standard deviation of the noise that one aggregator adds to each sum for `rho` (zero-concentrated).
    pub fn deviation(self, rho: f64) -> f64 {
        (self.sensitivity() / (2.0 * rho.max(f64::MIN_POSITIVE))).sqrt()
    }
}

/// Sums over people of items and of pairs, clear or noised.
#[derive(Clone, PartialEq, Debug)]
pub struct Sums {
    /// How they were clipped.
    pub clip: Clip,
    /// Per item: `clip.own` times the people who took it.
    pub own: Vec<f64>,
    /// Per pair (0, 1), (0, 2), ..., (1, 2), ...: the people who took both.
    pub pairs: Vec<f64>,
    /// Standard deviation of the whole noise in each sum, 0 for clear ones.
    pub deviation: f64,
}

impl Sums {
    /// Clear sums of people's items (numbers below `items`; others and repeated ones are left out).
    pub fn clear<'a>(people: impl IntoIterator<Item = &'a [u32]>, items: usize, clip: Clip, seed: u64) -> Sums {
        let mut random = Random::new(seed);
        let mut sums =
            Sums { clip, own: vec![0.0; items], pairs: vec![0.0; items * items.saturating_sub(1) / 2], deviation: 0.0 };
        for person in people {
            let mut set: Vec<u32> = person.iter().copied().filter(|&item| (item as usize) < items).collect();
            set.sort_unstable();
            set.dedup();
            if set.len() > clip.width as usize {
                random.shuffle(&mut set);
                set.truncate(clip.width as usize);
                set.sort_unstable();
            }
            for (at, &a) in set.iter().enumerate() {
                sums.own[a as usize] += f64::from(clip.own);
                let row = place(a as usize, a as usize + 1, items);
                for &b in set.iter().skip(at + 1) {
                    sums.pairs[row + (b - a) as usize - 1] += 1.0;
                }
            }
        }
        sums
    }

    /// The sums with `noise` added to each, a draw whose standard deviation is `deviation`.
    #[must_use]
    pub fn noised(mut self, deviation: f64, mut noise: impl FnMut() -> f64) -> Sums {
        self.own.iter_mut().chain(&mut self.pairs).for_each(|sum| *sum += noise());
        self.deviation = self.deviation.hypot(deviation);
        self
    }

    /// The sums with the noise of two aggregators, each of standard deviation `deviation`: whole numbers, drawn from a seed, for
    /// measuring. (A rounded normal draw; what aggregators add for real is an exact discrete Gaussian from the system's source.)
    #[must_use]
    pub fn noised_twice(self, deviation: f64, seed: u64) -> Sums {
        let mut random = Random::new(seed);
        let mut draw = move || (deviation * f64::from(random.normal())).round();
        self.noised(deviation * std::f64::consts::SQRT_2, || draw() + draw())
    }

    /// Items and pairs: the length of a report.
    pub fn length(&self) -> usize {
        self.own.len() + self.pairs.len()
    }
}

/// Where the pair a < b stands.
fn place(a: usize, b: usize, items: usize) -> usize {
    // a * items is at least a (a + 1) / 2 wherever a < items.
    a * items - a * (a + 1) / 2 + b - a - 1
}
