//! Least squares in the two numbers a smoothing method starts from, which its forecasts are linear in.

/// Sums of `e = y - a u - b v`.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Two {
    uu: f64,
    uv: f64,
    vv: f64,
    ue: f64,
    ve: f64,
    ee: f64,
}

impl Two {
    /// One period: the error of a start at zero, and what each number adds to the forecast.
    pub(super) fn add(&mut self, e: f64, u: f64, v: f64) {
        self.uu += u * u;
        self.uv += u * v;
        self.vv += v * v;
        self.ue += u * e;
        self.ve += v * e;
        self.ee += e * e;
    }

    /// The best `a` where `b` is given.
    pub(super) fn first(&self, b: f64) -> f64 {
        if self.uu > 0.0 { (self.ue - b * self.uv) / self.uu } else { 0.0 }
    }

    /// The best pair.
    pub(super) fn both(&self) -> (f64, f64) {
        let d = self.uu * self.vv - self.uv * self.uv;
        if d > 1e-12 * self.uu * self.vv {
            let b = (self.uu * self.ve - self.uv * self.ue) / d;
            (self.first(b), b)
        } else {
            (self.first(0.0), 0.0)
        }
    }

    /// Sum of squares at a pair.
    pub(super) fn squares(&self, a: f64, b: f64) -> f64 {
        let fitted = a * a * self.uu + 2.0 * a * b * self.uv + b * b * self.vv;
        (self.ee - 2.0 * (a * self.ue + b * self.ve) + fitted).max(0.0)
    }
}
