//! What can be wrong with the parameters of noise.

/// Why noise, or its price, cannot be had. Every variant is a mistake in a dictionary, never an accident of a draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoiseError {
    /// A variance of zero is no noise at all, and has no finite price.
    #[error("the variance of noise is zero")]
    ZeroVariance,
    /// The variance is above [`MAX_SIGMA2`](super::MAX_SIGMA2): its table would not be worth its size.
    #[error("the variance {sigma2} of noise is above the largest that is sampled")]
    VarianceTooLarge {
        /// The variance that was asked for.
        sigma2: u64,
    },
    /// The price does not fit 64 bits.
    #[error("the price in millionths of rho does not fit 64 bits")]
    PriceOverflow,
}

impl NoiseError {
    /// Stable name of the variant, for logs and for callers in other languages.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::ZeroVariance => "noise-zero-variance",
            Self::VarianceTooLarge { .. } => "noise-variance-too-large",
            Self::PriceOverflow => "noise-price-overflow",
        }
    }
}
