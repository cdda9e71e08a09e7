//! The table against probabilities computed elsewhere, draws against the table, prices against big rationals.

// Statistics of draws are floating point; the module itself may not be.
#![allow(clippy::float_arithmetic)]

use chacha20::ChaCha20Rng;
use num_bigint::BigUint;
use proptest::prelude::*;
use rand_core::SeedableRng;
use serde_json::Value;

use super::rho::micro_rho;
use super::{DISTANCE_LOG2, MAX_SIGMA2, NoiseError, Sampler};

const DRAWS: usize = 1_000_000;
/// Fractional bits of the vectors' probabilities.
const VECTOR_BITS: u64 = 200;

fn vectors() -> Value {
    serde_json::from_str(include_str!("vectors.json")).unwrap()
}

fn probabilities(entry: &Value) -> Vec<BigUint> {
    let hex = |p: &Value| BigUint::parse_bytes(p.as_str().unwrap().as_bytes(), 16).unwrap();
    entry["p"].as_array().unwrap().iter().map(hex).collect()
}

fn as_f64(p: &BigUint) -> f64 {
    u64::try_from(p >> (VECTOR_BITS - 62)).unwrap() as f64 / (1u64 << 62) as f64
}

fn apart(a: &BigUint, b: &BigUint) -> BigUint {
    if a > b { a - b } else { b - a }
}

fn draw(sigma2: u64, seed: u64, n: usize) -> Vec<i64> {
    let mut out = vec![0; n];
    Sampler::new(sigma2).unwrap().fill(&mut ChaCha20Rng::seed_from_u64(seed), &mut out);
    out
}

/// Whether Pearson's statistic of the draws' signed values is below its quantile of 1 - 10^-6 (Wilson and Hilferty). Values
/// that are expected fewer than 20 times share one bin on each side.
fn fits(draws: &[i64], p: &[BigUint]) -> bool {
    let n = draws.len() as f64;
    let expected = |k: usize| n * as_f64(&p[k]) / if k == 0 { 1.0 } else { 2.0 };
    let last = (1..p.len()).take_while(|&k| expected(k) >= 20.0).last().unwrap() as i64 + 1;
    let mut seen = vec![0u64; 2 * last as usize + 1];
    for &x in draws {
        seen[(x.clamp(-last, last) + last) as usize] += 1;
    }
    let tail: f64 = (last as usize..p.len()).map(expected).sum();
    let cell = |i: usize| {
        let k = (i as i64 - last).unsigned_abs();
        if k == last as u64 { tail } else { expected(k as usize) }
    };
    let statistic: f64 = (0..seen.len()).map(|i| (seen[i] as f64 - cell(i)).powi(2) / cell(i)).sum();
    let (df, z) = ((seen.len() - 1) as f64, 4.753);
    let quantile = df * (1.0 - 2.0 / (9.0 * df) + z * (2.0 / (9.0 * df)).sqrt()).powi(3);
    statistic < quantile
}

/// The bound that is charged to delta holds: half the sum of the differences, everything outside the vectors included.
#[test]
fn distance_is_within_what_is_charged() {
    for entry in vectors()["all"].as_array().unwrap() {
        let sampler = Sampler::new(entry["sigma2"].as_u64().unwrap()).unwrap();
        let p = probabilities(entry);
        let mut twice = BigUint::ZERO;
        let mut rest = BigUint::from(1u8) << VECTOR_BITS;
        for (k, p) in p.iter().enumerate() {
            twice += apart(p, &(BigUint::from(sampler.mass(k)) << (VECTOR_BITS - 127)));
            rest -= p;
        }
        // Beyond the vectors: all that the law has there and all that the sampler has there, as if they never met.
        let beyond: u128 = (p.len()..=sampler.bound() as usize).map(|k| sampler.mass(k)).sum();
        twice += rest + (BigUint::from(beyond) << (VECTOR_BITS - 127));
        let bound = BigUint::from(1u8) << (VECTOR_BITS as i32 + 1 + DISTANCE_LOG2) as u64;
        assert!(twice <= bound, "sigma2 {}: 2^{} of 2^{}", entry["sigma2"], twice.bits(), bound.bits());
    }
    const { assert!(DISTANCE_LOG2 <= -100) };
}

#[test]
fn single_probabilities_of_a_wide_law_are_exact_to_the_last_bits() {
    for entry in vectors()["some"].as_array().unwrap() {
        let sampler = Sampler::new(entry["sigma2"].as_u64().unwrap()).unwrap();
        for (k, p) in entry["k"].as_array().unwrap().iter().zip(probabilities(entry)) {
            let mine = BigUint::from(sampler.mass(k.as_u64().unwrap() as usize)) << (VECTOR_BITS - 127);
            assert!(apart(&mine, &p) <= BigUint::from(1u8) << (VECTOR_BITS - 126), "k {k}");
        }
    }
}

#[test]
fn thresholds_rise_and_end_where_the_tail_is_negligible() {
    for sigma2 in [1, 2, 3, 100, 1389, 250_000, MAX_SIGMA2] {
        let sampler = Sampler::new(sigma2).unwrap();
        let total: u128 = (0..=sampler.bound() as usize).map(|k| sampler.mass(k)).sum();
        assert_eq!(total, 1 << 127, "sigma2 {sigma2}");
        // w_N < 2^-120: N^2 > 2 sigma2 * 120 ln 2 = 166.355 sigma2, and not one entry more than needed.
        let n = u128::from(sampler.bound());
        let square = |x: u128| x * x * 1_000_000;
        let needed = 166_355_323 * u128::from(sigma2);
        assert!(square(n + 1) > needed && square(n - 1) < needed, "sigma2 {sigma2}: {n}");
    }
}

#[test]
fn draws_follow_the_law_and_half_the_sigma_does_not() {
    for (seed, entry) in (1..).zip(vectors()["all"].as_array().unwrap()) {
        let sigma2 = entry["sigma2"].as_u64().unwrap();
        let p = probabilities(entry);
        let draws = draw(sigma2, seed, DRAWS);
        assert!(fits(&draws, &p), "sigma2 {sigma2}");

        let sum: i64 = draws.iter().sum();
        let deviation = (sigma2 as f64 * DRAWS as f64).sqrt();
        assert!((sum as f64).abs() < 5.0 * deviation, "sigma2 {sigma2}: the mean is not zero");
        // The variance of a square is 2 sigma^4, so that of the mean square is 2 sigma^4 / n.
        let square = draws.iter().map(|x| (x * x) as f64).sum::<f64>() / DRAWS as f64;
        assert!((square / sigma2 as f64 - 1.0).abs() < 5.0 * (2.0 / DRAWS as f64).sqrt(), "sigma2 {sigma2}: {square}");

        if sigma2 >= 4 {
            assert!(!fits(&draw(sigma2 / 4, seed, DRAWS / 100), &p), "half of sigma passes for sigma2 {sigma2}");
        }
        // A sampler that gives zero the weight of both signs.
        let doubled: Vec<i64> = draws.iter().copied().chain(draws.iter().copied().filter(|&x| x == 0)).collect();
        assert!(!fits(&doubled, &p), "zero counted twice passes for sigma2 {sigma2}");
    }
}

#[test]
fn signs_are_even_and_independent_of_the_magnitude() {
    let draws = draw(100, 9, DRAWS);
    for range in [1..=3, 4..=10, 11..=20, 21..=60] {
        let of = |sign: i64| draws.iter().filter(|&&x| range.contains(&(sign * x))).count() as f64;
        let (plus, minus) = (of(1), of(-1));
        assert!((plus - minus).abs() < 5.0 * (plus + minus).sqrt(), "{range:?}: {plus} and {minus}");
    }
}

/// What a collector sees: two aggregators' noises on one coordinate have the variance of both.
#[test]
fn variances_of_two_aggregators_add() {
    let n = 200_000;
    let (leader, keeper) = (draw(1389, 21, n), draw(1389, 22, n));
    let mean = leader.iter().zip(&keeper).map(|(a, b)| ((a + b) * (a + b)) as f64).sum::<f64>() / n as f64;
    assert!((mean / 2778.0 - 1.0).abs() < 5.0 * (2.0 / n as f64).sqrt(), "{mean}");
}

#[test]
fn parameters_without_noise_or_without_bound_are_refused() {
    assert_eq!(Sampler::new(0), Err(NoiseError::ZeroVariance));
    let sigma2 = MAX_SIGMA2 + 1;
    assert_eq!(Sampler::new(sigma2), Err(NoiseError::VarianceTooLarge { sigma2 }));
    assert_eq!(Sampler::new(sigma2).unwrap_err().code(), "noise-variance-too-large");
    assert_eq!(micro_rho(1, 0), Err(NoiseError::ZeroVariance));
    assert_eq!(micro_rho(u64::MAX, 1), Err(NoiseError::PriceOverflow));
}

#[test]
fn the_price_of_the_contracts_example() {
    assert_eq!(micro_rho(25, 1389), Ok(9000));
    assert_eq!(micro_rho(0, 1389), Ok(0));
    assert_eq!(micro_rho(2, 1_000_000), Ok(1));
    assert_eq!(micro_rho(3, 1_000_000), Ok(2));
}

proptest! {
    /// The price is the least whole number that is not below the rational: price * 2 sigma2 >= 10^6 delta2 > (price - 1) * 2 sigma2.
    #[test]
    fn the_price_is_the_rational_rounded_up(delta2 in any::<u64>(), sigma2 in 1u64.., shift in 0u32..64) {
        let delta2 = delta2 >> shift;
        let (exact, unit) = (BigUint::from(delta2) * 1_000_000u32, BigUint::from(sigma2) * 2u8);
        match micro_rho(delta2, sigma2) {
            Ok(price) => {
                prop_assert!(&unit * price >= exact);
                prop_assert!(price == 0 || &unit * (price - 1) < exact);
            }
            Err(error) => {
                prop_assert_eq!(error, NoiseError::PriceOverflow);
                prop_assert!(exact > unit * u64::MAX);
            }
        }
    }
}

/// Prints what it takes: `cargo test -p skillkeep-dap noise_takes -- --nocapture`.
#[test]
fn noise_takes() {
    let start = std::time::Instant::now();
    let sampler = Sampler::new(10_000).unwrap();
    let built = start.elapsed();
    let mut out = [0; 256];
    let start = std::time::Instant::now();
    sampler.fill(&mut ChaCha20Rng::seed_from_u64(5), &mut out);
    println!("sigma 100: table of {} in {built:?}, 256 draws in {:?}", sampler.bound(), start.elapsed());
    assert!(out.iter().any(|&x| x != 0));
}
