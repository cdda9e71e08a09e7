//! What a person likes, as a vector over the items' factors, learned one word at a time and as sure as it is.
//!
//! Bayesian linear regression with prior variance 1 / lambda: mean and covariance after each word by the formula of Sherman
//! and Morrison (1950), so that a word costs d^2 and not a new solution of all. The order of words does not matter.

/// Mean and covariance of a person's vector.
#[derive(Debug, Clone)]
pub struct Taste {
    mean: Vec<f64>,
    /// Row after row.
    covariance: Vec<f64>,
}

impl Taste {
    /// Nothing heard: mean 0, variance 1 / `lambda` in each of `d` directions.
    pub fn new(d: usize, lambda: f64) -> Taste {
        let mut covariance = vec![0.0; d * d];
        covariance.iter_mut().step_by(d + 1).for_each(|c| *c = 1.0 / lambda.max(1e-6));
        Taste { mean: vec![0.0; d], covariance }
    }

    /// A vector drawn from the prior instead of its mean; `normals` are draws of a standard normal distribution, one a direction.
    /// If it hears what was heard with noise of variance 1 / weight added, its mean is a draw from the posterior.
    pub(crate) fn drawn(normals: Vec<f64>, lambda: f64) -> Taste {
        let mut taste = Taste::new(normals.len(), lambda);
        let sd = 1.0 / lambda.max(1e-6).sqrt();
        taste.mean = normals.into_iter().map(|z| z * sd).collect();
        taste
    }

    /// Takes in that an item of these numbers was rated so (-1..=1), with a weight above 0. False where it says nothing:
    /// another number of dimensions, or no number.
    pub fn hear(&mut self, item: &[f32], rating: f64, weight: f64) -> bool {
        weight > 0.0 && self.change(item, rating, weight)
    }

    /// Takes back what was heard with the same item, rating and weight.
    pub fn unhear(&mut self, item: &[f32], rating: f64, weight: f64) -> bool {
        weight > 0.0 && self.change(item, rating, -weight)
    }

    fn change(&mut self, item: &[f32], rating: f64, weight: f64) -> bool {
        if item.len() != self.mean.len() || !rating.is_finite() {
            return false;
        }
        let reach = self.reach(item);
        let spread = along(&reach, item);
        let whole = 1.0 / weight + spread;
        // A word can be taken back only where it was heard: 1 / weight + spread keeps its sign.
        if !(whole * weight > 0.0 && whole.is_finite()) {
            return false;
        }
        let surprise = (rating - along(&self.mean, item)) / whole;
        for (mean, reach) in self.mean.iter_mut().zip(&reach) {
            *mean += reach * surprise;
        }
        for (row, a) in self.covariance.chunks_exact_mut(reach.len()).zip(&reach) {
            let a = a / whole;
            for (c, b) in row.iter_mut().zip(&reach) {
                *c -= a * b;
            }
        }
        true
    }

    /// Covariance times an item's numbers.
    fn reach(&self, item: &[f32]) -> Vec<f64> {
        let mut out = vec![0.0; self.mean.len()];
        // By columns, which are the rows: additions side by side, where a sum of products would be one after the other.
        for (row, &x) in self.covariance.chunks_exact(self.mean.len().max(1)).zip(item) {
            let x = f64::from(x);
            for (o, c) in out.iter_mut().zip(row) {
                *o += c * x;
            }
        }
        out
    }

    /// How unsure the liking of an item is: the standard deviation of its prediction. What exploration goes by.
    pub fn doubt(&self, item: &[f32]) -> f64 {
        along(&self.reach(item), item).max(0.0).sqrt()
    }

    /// The mean.
    pub fn vector(&self) -> Vec<f32> {
        self.mean.iter().map(|&x| x as f32).collect()
    }
    /// The mean, as exact as it is known.
    pub fn mean(&self) -> &[f64] {
        &self.mean
    }
    /// The covariance, row after row.
    pub fn covariance(&self) -> &[f64] {
        &self.covariance
    }
}

fn along(a: &[f64], item: &[f32]) -> f64 {
    a.iter().zip(item).map(|(a, &x)| a * f64::from(x)).sum()
}
