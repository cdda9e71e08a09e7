//! The Kalman filter of one model: state (level, slope).

use super::Reading;

/// One model: `level' = level + damping * slope + e`, `slope' = damping * slope + d`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Model {
    /// Damping of the slope a period, 0..=1.
    pub(super) damping: f64,
    /// Variance of `e`.
    pub(super) level: f64,
    /// Variance of `d`.
    pub(super) slope: f64,
    /// Variance of the first slope, about 0.
    pub(super) first_slope: f64,
}

/// A model that has seen the series: its state at the last period.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fitted {
    model: Model,
    level: f64,
    pub(super) slope: f64,
    /// Covariance: level, both, slope.
    p: [f64; 3],
    pub(super) slope_variance: f64,
    /// Log likelihood of the series.
    pub(super) log_likelihood: f64,
    /// Product of the misses' variances whose logarithm is not in it yet: a logarithm costs as much as the rest of a step.
    product: f64,
}

/// A product between one of these and its inverse takes one more variance; beyond, its logarithm is taken.
const ROOM: f64 = 1e100;

impl Model {
    /// Runs over the series. The first level is believed to be `start`, with the variance `spread`.
    pub(super) fn fit(self, series: &[Option<Reading>], start: f64, spread: f64) -> Fitted {
        let mut state = Fitted {
            model: self,
            level: start,
            slope: 0.0,
            p: [spread, 0.0, self.first_slope],
            slope_variance: self.first_slope,
            log_likelihood: 0.0,
            product: 1.0,
        };
        for (i, reading) in series.iter().enumerate() {
            if i > 0 {
                state.step();
            }
            if let Some(reading) = reading {
                state.see(*reading);
            }
        }
        state.slope_variance = state.p[2];
        state.log_likelihood -= 0.5 * state.product.ln();
        state
    }
}

impl Fitted {
    /// One period on.
    fn step(&mut self) {
        let f = self.model.damping;
        let [a, b, c] = self.p;
        self.level += f * self.slope;
        self.slope *= f;
        self.p = [a + 2.0 * f * b + f * f * c + self.model.level, f * b + f * f * c, f * f * c + self.model.slope];
    }

    /// One release.
    fn see(&mut self, reading: Reading) {
        let [a, b, c] = self.p;
        // No variance is smaller than the room that the product has.
        let s = (a + reading.variance).max(1.0 / ROOM);
        let (one, miss) = (1.0 / s, reading.value - self.level);
        self.log_likelihood -= 0.5 * miss * miss * one;
        self.product *= s;
        if !(1.0 / ROOM..ROOM).contains(&self.product) {
            self.log_likelihood -= 0.5 * self.product.ln();
            self.product = 1.0;
        }
        let (ka, kb) = (a * one, b * one);
        self.level += ka * miss;
        self.slope += kb * miss;
        self.p = [(1.0 - ka) * a, (1.0 - ka) * b, c - kb * b];
    }

    /// Mean and variance of the true value so many periods after the last.
    pub(super) fn ahead(&self, periods: usize) -> (f64, f64) {
        let mut state = *self;
        for _ in 0..periods {
            state.step();
        }
        (state.level, state.p[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_line_without_process_noise_is_least_squares() {
        let line = Model { damping: 1.0, level: 0.0, slope: 0.0, first_slope: 1e8 };
        let series = [3.0, 4.0, 8.0, 9.0, 11.0].map(|value| Some(Reading { value, variance: 1.0 }));
        let fitted = line.fit(&series, 0.0, 1e8);
        // Sum of squared distances from the middle: 10; slope (-2*3 - 4 + 9 + 2*11) / 10.
        assert!((fitted.slope - 2.1).abs() < 1e-5 && (fitted.slope_variance - 0.1).abs() < 1e-5, "{fitted:?}");
        for ahead in [0usize, 1, 4] {
            let distance = 2.0 + ahead as f64;
            let (mean, variance) = fitted.ahead(ahead);
            assert!((mean - (7.0 + 2.1 * distance)).abs() < 1e-4);
            assert!((variance - (0.2 + distance * distance / 10.0)).abs() < 1e-4, "{ahead}: {variance}");
        }
    }

    #[test]
    fn the_likelihood_is_that_of_its_logarithms_one_by_one() {
        let model = Model { damping: 0.9, level: 1e30, slope: 0.0, first_slope: 1.0 };
        let series: Vec<_> = (0..40).map(|t| Some(Reading { value: f64::from(t), variance: 1e30 })).collect();
        let fitted = model.fit(&series, 0.0, 1e40);
        let (mut state, mut sum) = (model.fit(&[], 0.0, 1e40), 0.0);
        for (t, reading) in series.iter().flatten().enumerate() {
            if t > 0 {
                state.step();
            }
            let s = state.p[0] + reading.variance;
            sum -= 0.5 * (s.ln() + (reading.value - state.level).powi(2) / s);
            state.see(*reading);
        }
        assert!((fitted.log_likelihood - sum).abs() < 1e-9 * sum.abs() && sum < -1000.0, "{sum}");
        let sure = model.fit(&[Some(Reading { value: 1.0, variance: 0.0 }); 8], 1.0, 0.0);
        assert!(sure.log_likelihood.is_finite());
    }

    #[test]
    fn a_missing_period_widens_and_a_damped_slope_ends() {
        let model = Model { damping: 0.8, level: 4.0, slope: 0.0, first_slope: 1.0 };
        let r = |value| Some(Reading { value, variance: 9.0 });
        let whole = model.fit(&[r(5.0), r(6.0), r(7.0), r(8.0)], 5.0, 1e6);
        let holed = model.fit(&[r(5.0), r(6.0), None, r(8.0)], 5.0, 1e6);
        assert!(holed.ahead(1).1 > whole.ahead(1).1);
        let (now, far) = (whole.ahead(0).0, whole.ahead(200).0);
        // The slope's sum is slope * .8 / .2.
        assert!((far - now - 4.0 * whole.slope).abs() < 1e-6);
    }
}
