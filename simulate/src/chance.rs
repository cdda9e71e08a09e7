//! Chance that can be repeated: a stream of its own for everything that is drawn, so that one draw more moves nothing else.

use chacha20::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use sha2::{Digest, Sha256};

/// A seeded stream (ChaCha20). Reproducible, hence never for what protects a person.
pub struct Chance(ChaCha20Rng);

impl Chance {
    /// The stream of a seed, a person (or 0) and what is drawn.
    pub fn of(seed: u64, person: usize, what: &str) -> Chance {
        Chance(ChaCha20Rng::from_seed(bytes(seed, person, what)))
    }

    /// Uniform in 0..1.
    pub fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True with this probability.
    pub fn yes(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Uniform in `low..high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A whole number below `n`; 0 of none.
    pub fn below(&mut self, n: usize) -> usize {
        ((self.unit() * n as f64) as usize).min(n.saturating_sub(1))
    }

    /// The generator itself.
    pub fn rng(&mut self) -> &mut ChaCha20Rng {
        &mut self.0
    }
}

/// 32 bytes of a seed, a person and what they are for.
pub(crate) fn bytes(seed: u64, person: usize, what: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"skillkeep simulation v1\0");
    hash.update(seed.to_be_bytes());
    hash.update((person as u64).to_be_bytes());
    hash.update(what.as_bytes());
    hash.finalize().into()
}
