//! The price of one answer under zero-concentrated differential privacy, in whole millionths.

use super::NoiseError;

/// Millionths of rho that one person pays for one answer: `ceil(10^6 * delta2 / (2 * sigma2))`.
///
/// `delta2` is the squared L2 sensitivity under substitution of one person's answer (for 0/1 vectors: the most coordinates in
/// which two answers can differ); `sigma2` the variance that **one** aggregator adds to a coordinate, because the other may
/// add nothing. N_Z(0, sigma2) per coordinate satisfies `delta2 / (2 sigma2)`-zCDP (Canonne, Kamath, Steinke 2020, theorem 4).
/// Rounded up: a ledger of these numbers never understates what was spent.
///
/// # Errors
/// [`NoiseError::ZeroVariance`] when `sigma2` is zero, [`NoiseError::PriceOverflow`] when the price does not fit 64 bits.
pub fn micro_rho(delta2: u64, sigma2: u64) -> Result<u64, NoiseError> {
    if sigma2 == 0 {
        return Err(NoiseError::ZeroVariance);
    }
    // 10^6 * (2^64 - 1) < 2^84 and 2 * (2^64 - 1) < 2^65: neither product can overflow 128 bits.
    let price = (1_000_000 * u128::from(delta2)).div_ceil(2 * u128::from(sigma2));
    u64::try_from(price).map_err(|_| NoiseError::PriceOverflow)
}
