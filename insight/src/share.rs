//! Shares of noisy sums.
//!
//! An interval is found by inverting a test (Fieller 1954, Wilson 1927), not by adding and subtracting: with the noise known, a share
//! `p` is kept where `|S - p A| <= z sqrt(V(p))`. `V(p)` is the noise `sigma2_S + p^2 sigma2_A`, plus `A p (1 - p)` where people are a
//! sample of a process. It stays right where `A` is small beside its noise.

use serde::Serialize;

use crate::normal::Z95;
use crate::{Estimate, Interval, Noisy};

/// No verdict where fewer than this share of the headcount answered.
pub const MIN_COVERAGE: f64 = 0.6;

/// What a share is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Question {
    /// Those who answered, all of them: only the privacy noise is uncertain (supply).
    Census,
    /// The process that made what they answered: sampling is uncertain too (audits, impact).
    Process,
}

/// What is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Lack {
    /// More people: the interval is too wide.
    People,
    /// More answers: too few of the headcount.
    Answers,
    /// More releases.
    Releases,
}

/// There is not enough to say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("not enough data: needs about {needs}")]
#[serde(rename_all = "camelCase")]
pub struct NotEnough {
    /// About how many it takes in all: people, answers or releases, as `lack` says.
    pub needs: u64,
    /// Of what.
    pub lack: Lack,
}

impl NotEnough {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self.lack {
            Lack::People => "insight.not_enough.people",
            Lack::Answers => "insight.not_enough.answers",
            Lack::Releases => "insight.not_enough.releases",
        }
    }
}

/// Who is behind a figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct People {
    /// How many answered, with its noise, or [`Noisy::exact`] where that is known.
    pub answers: Noisy,
    /// People in the cell; exact.
    pub headcount: u64,
}

impl People {
    /// Answers over headcount, 0..=1.
    pub fn coverage(&self) -> f64 {
        if self.headcount == 0 {
            return 0.0;
        }
        (self.answers.value as f64 / self.headcount as f64).clamp(0.0, 1.0)
    }

    /// Whether so many answered that a verdict may be given.
    ///
    /// # Errors
    /// [`NotEnough`] with the number of answers it takes.
    pub fn enough(&self) -> Result<(), NotEnough> {
        if self.headcount > 0 && self.coverage() >= MIN_COVERAGE {
            return Ok(());
        }
        Err(NotEnough { needs: (MIN_COVERAGE * self.headcount as f64).ceil().max(1.0) as u64, lack: Lack::Answers })
    }
}

/// A share with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Share {
    /// The share, 0..=1.
    pub value: f64,
    /// Its variance, for pooling and forecasting; the interval is not made of it.
    pub variance: f64,
    /// 95 %, within 0..=1.
    pub interval: Interval,
    /// Answers over headcount, 0..=1.
    pub coverage: f64,
    /// Who is behind it.
    pub people: People,
    /// What it is about.
    pub question: Question,
    /// Noise variance of the numerator, people squared.
    #[serde(skip)]
    noise: f64,
}

impl Share {
    /// `part` of the people who answered. `part`'s noise is independent of the answers' (another coordinate).
    ///
    /// # Errors
    /// [`NotEnough`] where the number of answers cannot be told from zero under its noise.
    pub fn of(part: Noisy, people: People, question: Question) -> Result<Share, NotEnough> {
        let (answers, noise) = (people.answers.value as f64, people.answers.sigma2);
        // A denominator within two standard deviations of nothing has no share.
        if answers < 1.0 || answers * answers <= Z95 * Z95 * noise {
            return Err(NotEnough { needs: (2.0 * Z95 * noise.sqrt()).ceil().max(1.0) as u64, lack: Lack::Answers });
        }
        // A sum outside what people can add up to is read as the nearest one that they can: its interval reaches further inwards.
        let count = (part.value as f64).clamp(0.0, answers);
        let value = count / answers;
        let sampling = if question == Question::Process { 1.0 } else { 0.0 };
        let variance =
            sampling * value * (1.0 - value) / answers + (part.sigma2 + noise * value * value) / (answers * answers);
        let interval = invert(count, answers, part.sigma2, noise, sampling);
        Ok(Share { value, variance, interval, coverage: people.coverage(), people, question, noise: part.sigma2 })
    }

    /// `yes` of `yes + no`, two counts with independent noises: the share of a group, with nobody else in it. Kept is where
    /// `|(1-p) yes - p no| <= z sqrt(sampling n p (1-p) + (1-p)^2 s_yes + p^2 s_no)`.
    ///
    /// # Errors
    /// As [`Share::of`].
    pub fn of_parts(yes: Noisy, no: Noisy, question: Question) -> Result<Share, NotEnough> {
        let whole = yes + no;
        let people = People { answers: whole, headcount: whole.value.max(0).unsigned_abs() };
        let mut share = Share::of(yes, people, question)?;
        let (n, p) = (whole.value as f64, share.value);
        let sampling = if question == Question::Process { 1.0 } else { 0.0 };
        let noise = yes.sigma2 * (1.0 - p) * (1.0 - p) + no.sigma2 * p * p;
        share.variance = sampling * p * (1.0 - p) / n + noise / (n * n);
        let (z2, count) = (Z95 * Z95, p * n);
        share.interval = between(
            n * n + z2 * (sampling * n - yes.sigma2 - no.sigma2),
            -(2.0 * count * n + z2 * (sampling * n - 2.0 * yes.sigma2)),
            count * count - z2 * yes.sigma2,
        );
        Ok(share)
    }

    /// As an estimate, for pooling.
    pub fn estimate(&self) -> Estimate {
        Estimate { value: self.value, variance: self.variance }
    }

    /// Whether a verdict may rest on it: answers of at least [`MIN_COVERAGE`] of the headcount, and an interval of at most
    /// `half_width` to either side on average.
    ///
    /// # Errors
    /// [`NotEnough`] with about how many answers it takes.
    pub fn enough(&self, half_width: f64) -> Result<(), NotEnough> {
        self.people.enough()?;
        if self.interval.width() <= 2.0 * half_width {
            return Ok(());
        }
        // z^2 (p (1-p) / n + noise / n^2) = half_width^2, solved for n.
        let sampling = if self.question == Question::Process { self.value * (1.0 - self.value) } else { 0.0 };
        let noise = self.noise + self.people.answers.sigma2 * self.value * self.value;
        let target = (half_width / Z95).powi(2).max(f64::MIN_POSITIVE);
        let n = (sampling + (sampling * sampling + 4.0 * target * noise).sqrt()) / (2.0 * target);
        // The interval is not quite the variance's: what is asked for is more than there is.
        let more = self.people.answers.value.max(0) as f64 + 1.0;
        Err(NotEnough { needs: n.max(more).ceil() as u64, lack: Lack::People })
    }
}

/// All p in 0..=1 with `(S - p A)^2 <= z^2 (sS + p^2 sA + sampling A p (1 - p))`, a quadratic in p.
fn invert(count: f64, answers: f64, noise_count: f64, noise_answers: f64, sampling: f64) -> Interval {
    let z2 = Z95 * Z95;
    let a = answers * answers + z2 * (sampling * answers - noise_answers);
    let b = -(2.0 * count * answers + z2 * sampling * answers);
    let c = count * count - z2 * noise_count;
    between(a, b, c)
}

/// The part of 0..=1 in which `a p^2 + b p + c <= 0`, a positive.
fn between(a: f64, b: f64, c: f64) -> Interval {
    let root = (b * b - 4.0 * a * c).max(0.0).sqrt();
    Interval { low: (-b - root) / (2.0 * a), high: (-b + root) / (2.0 * a) }.clamp(0.0, 1.0)
}
