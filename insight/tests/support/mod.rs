//! Seeded draws and the folder of reference cases.
#![allow(dead_code)]

pub(crate) mod worlds;

use std::path::PathBuf;

use skillkeep_insight::Noisy;

/// SplitMix64 (Steele et al. 2014): small, seeded, good enough for coverage.
pub(crate) struct Draws(pub(crate) u64);

impl Draws {
    /// Uniform in (0, 1).
    pub(crate) fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (((z ^ (z >> 31)) >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    /// Standard normal (Box-Muller).
    pub(crate) fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// How many of `n` with probability `p`.
    pub(crate) fn binomial(&mut self, n: u64, p: f64) -> i64 {
        (0..n).filter(|_| self.uniform() < p).count() as i64
    }

    /// A count with rounded Gaussian noise of standard deviation `sigma`.
    pub(crate) fn noisy(&mut self, truth: i64, sigma: f64) -> Noisy {
        Noisy { value: truth + (sigma * self.normal()).round() as i64, sigma2: sigma * sigma }
    }
}

/// A reference file, or None with a printed line where the folder is missing.
pub(crate) fn reference(path: &str) -> Option<String> {
    let full = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/insight").join(path);
    let text = std::fs::read_to_string(&full).ok();
    if text.is_none() {
        println!("skipped: no reference cases at ../shared/data/insight/{path}");
    }
    text
}
