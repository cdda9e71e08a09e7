//! Statistics of released, noisy sums. Knows no engine.
