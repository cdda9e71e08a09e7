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
}

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
        let s = (a + reading.variance).max(f64::MIN_POSITIVE);
        let miss = reading.value - self.level;
        self.log_likelihood -= 0.5 * (s.ln() + miss * miss / s);
        let (ka, kb) = (a / s, b / s);
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
