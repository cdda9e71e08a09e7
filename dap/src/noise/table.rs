//! The thresholds of the discrete Gaussian, computed with big integers.
//!
//! Let `w_k = exp(-k^2 / (2 sigma2))` and `S = w_0 + 2 (w_1 + w_2 + ...)`, so that `Pr[|X| = 0] = 1/S` and
//! `Pr[|X| = k] = 2 w_k / S`. Threshold `k` is `floor(2^127 C_k / C_N)` with `C_k = w_0 + 2 (w_1 + ... + w_k)`, for
//! `k = 0..N-1`; a uniform number of 127 bits is at or above exactly `|X|` thresholds. `N` is the first `k` with
//! `w_k < 2^-120`.
//!
//! # How far a draw is from the true distribution
//! Numbers are fixed point with 256 fractional bits; one *ulp* is 2^-256. Every product and quotient is cut downwards: less
//! than 1 ulp each. All true values are in `[0, 1]`, so that errors add and are never magnified.
//! - **exp**: a term of the series is the one before divided by a whole number >= 1, so its error is below 2 ulp from the
//!   second on (1 of its own, and at most half of the one before; with a divisor of 1 the one before is exact). At most 58
//!   terms are above an ulp (`58! > 2^256`) and the rest are together below 1: less than 2^7 ulp.
//! - **ratio**: `r_k = w_(k+1) / w_k = exp(-(2k+1) / (2 sigma2))` by `r_k = r_(k-1) exp(-1 / sigma2)`: each step adds less
//!   than 2^7 + 1 ulp, so `r_k` is off by less than (k+1) 2^8.
//! - **weight**: `w_(k+1) = w_k r_k` adds the error of `r_k` and 1: `w_k` is off by less than k^2 2^8 ulp (for k >= 1).
//! - **sum**: `C_k` is off by less than 2 * k^3 2^8. With N <= 2^17 that is 2^60 ulp = 2^-196, and a quotient of two such sums
//!   (the divisor >= 1, the quotient <= 1) by less than 2^-195.
//! - **thresholds**: cutting to 127 bits adds less than 2^-127. The probability of one magnitude is the difference of two
//!   thresholds; half the sum over N + 1 magnitudes is below N (2^-127 + 2^-195) <= 2^-110 + 2^-178.
//! - **tail**: dropping everything beyond N costs its mass `2 (w_(N+1) + ...) / S`. The sum is below the integral of the
//!   density from N, which is below `(sigma2 / N) w_N`; `w_N < 2^-120` means N > 12 sigma; S >= 2.5 sigma (Poisson summation).
//!   Together below `2 / (12 * 2.5) w_N` < 2^-123.
//!
//! In all less than 2^-109: [`DISTANCE_LOG2`](super::DISTANCE_LOG2). The tests measure it against probabilities that were
//! computed elsewhere.

use num_bigint::BigUint;

use super::NoiseError;

/// The largest variance that is sampled: a sigma of ten thousand, a table of 2 MB and 129 000 comparisons a draw.
pub const MAX_SIGMA2: u64 = 100_000_000;

/// Fractional bits of the fixed-point numbers.
const FRACTION: u64 = 256;
/// Bits of a threshold: those of a draw without its sign.
pub(super) const THRESHOLD_BITS: u64 = 127;
/// The table ends at the first weight below 2^-120.
const CUT_BITS: u64 = 120;

/// Thresholds in rising order, each below 2^127. The magnitude of a draw is how many of them it reaches.
///
/// Takes time proportional to `sqrt(sigma2)`: two products and a quotient of 256 bits for each of about 13 sigma entries.
pub(super) fn thresholds(sigma2: u64) -> Result<Vec<u128>, NoiseError> {
    if sigma2 == 0 {
        return Err(NoiseError::ZeroVariance);
    }
    if sigma2 > MAX_SIGMA2 {
        return Err(NoiseError::VarianceTooLarge { sigma2 });
    }
    let one = BigUint::from(1u8) << FRACTION;
    let cut = BigUint::from(1u8) << (FRACTION - CUT_BITS);
    let step = exp_of_minus_reciprocal(sigma2);
    let mut ratio = exp_of_minus_reciprocal(2 * sigma2);
    let mut weight = one.clone();
    let mut sum = one;
    let mut sums = Vec::new();
    while weight >= cut {
        sums.push(sum.clone());
        weight = (weight * &ratio) >> FRACTION;
        ratio = (ratio * &step) >> FRACTION;
        sum += &weight << 1u8;
    }
    // `sum` is now C_N, above every C_k that was kept: each quotient is below 2^127 and fits.
    sums.into_iter()
        .map(|below| u128::try_from((below << THRESHOLD_BITS) / &sum))
        .collect::<Result<Vec<u128>, _>>()
        .map_err(|_| NoiseError::VarianceTooLarge { sigma2 })
}

/// `exp(-1 / divisor)` for a divisor >= 1, by its alternating series.
fn exp_of_minus_reciprocal(divisor: u64) -> BigUint {
    let mut term = BigUint::from(1u8) << FRACTION;
    let (mut plus, mut minus) = (term.clone(), BigUint::ZERO);
    let mut index = 1u64;
    loop {
        term /= u128::from(divisor) * u128::from(index);
        if term == BigUint::ZERO {
            // The terms fall, so what is added is never below what is taken away.
            return plus - minus;
        }
        if index % 2 == 1 {
            minus += &term;
        } else {
            plus += &term;
        }
        index += 1;
    }
}
