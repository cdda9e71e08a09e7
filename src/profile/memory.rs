//! Memory: the chance that a card is remembered, from its own reviews and four numbers of the person.
//!
//! The prior is FSRS-6 with its published default parameters (open-spaced-repetition, "The Algorithm"): difficulty, stability and
//! a power curve of forgetting. The person's four numbers are the share of right answers, intercept and slope on the logits of
//! retrievability (shrunk to 0 and 1), and how far that is trusted over the plain share. The last is a mixture of two experts by
//! their past losses, with a cap: over any stretch it loses at most `ln(1 + e^CAP)` in total, 1.4, to the plain share.

/// The defaults of FSRS-6.
const W: [f64; 21] = [
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629,
    1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
];
/// Bounds of stability, in days.
const STABILITY: (f64, f64) = (0.001, 36_500.0);
/// Bounds on the logits of retrievability: beyond them a curve knows nothing that was ever observed.
const LOGITS: f64 = 4.0;
/// Variances of intercept and slope before anything is reviewed, and what one review adds.
const PRIOR: (f64, f64) = (0.25, 0.06);
const DRIFT: f64 = 1e-5;
/// Trust in the curve before anything is reviewed, and its bounds, in log odds.
const TRUST: f64 = 1.0;
const CAP: f64 = 1.1;
const FLOOR: f64 = -6.0;
/// After so many reviews the curve has to have saved so much log loss, or the share alone speaks.
const ENOUGH: f64 = 50.0;
const EARNED: f64 = 8.0;
/// Right and wrong reviews that the share starts from. Small: a person who is always right is to be met there.
const START: f64 = 0.05;

/// How a review went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rating {
    /// Not remembered.
    Again,
    /// Remembered with effort.
    Hard,
    /// Remembered.
    Good,
    /// Remembered at once.
    Easy,
}

impl Rating {
    /// From 1 to 4.
    pub fn from_number(n: u8) -> Option<Rating> {
        Some(match n {
            1 => Rating::Again,
            2 => Rating::Hard,
            3 => Rating::Good,
            4 => Rating::Easy,
            _ => return None,
        })
    }

    /// Was it remembered?
    pub fn remembered(self) -> bool {
        self != Rating::Again
    }

    fn grade(self) -> f64 {
        match self {
            Rating::Again => 1.0,
            Rating::Hard => 2.0,
            Rating::Good => 3.0,
            Rating::Easy => 4.0,
        }
    }
}

/// The memory of one card.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Card {
    /// Days after which it is remembered with a chance of 0.9.
    pub stability: f64,
    /// From 1, easy, to 10.
    pub difficulty: f64,
}

fn first_difficulty(grade: f64) -> f64 {
    W[4] - (W[5] * (grade - 1.0)).exp() + 1.0
}

impl Card {
    /// After its first review.
    pub fn first(rating: Rating) -> Card {
        let stability = match rating {
            Rating::Again => W[0],
            Rating::Hard => W[1],
            Rating::Good => W[2],
            Rating::Easy => W[3],
        };
        Card { stability, difficulty: first_difficulty(rating.grade()).clamp(1.0, 10.0) }
    }

    /// The chance of remembering after so many days.
    pub fn retrievability(self, days: f64) -> f64 {
        let factor = 0.9f64.powf(-1.0 / W[20]) - 1.0;
        (1.0 + factor * days.max(0.0) / self.stability).powf(-W[20])
    }

    /// After another review, so many days later; less than one day is the same day.
    #[must_use]
    pub fn review(self, rating: Rating, days: f64) -> Card {
        let (s, d, r, g) = (self.stability, self.difficulty, self.retrievability(days), rating.grade());
        let stability = if days < 1.0 {
            let grows = (W[17] * (g - 3.0 + W[18])).exp() * s.powf(-W[19]);
            s * if rating.remembered() && g >= 3.0 { grows.max(1.0) } else { grows }
        } else if rating.remembered() {
            let hard = if rating == Rating::Hard { W[15] } else { 1.0 };
            let easy = if rating == Rating::Easy { W[16] } else { 1.0 };
            let grows = W[8].exp() * (11.0 - d) * s.powf(-W[9]) * ((W[10] * (1.0 - r)).exp_m1()) * hard * easy;
            s * (1.0 + grows)
        } else {
            let left = W[11] * d.powf(-W[12]) * ((s + 1.0).powf(W[13]) - 1.0) * (W[14] * (1.0 - r)).exp();
            left.min(s / (W[17] * W[18]).exp())
        };
        let moved = d - W[6] * (g - 3.0) * (10.0 - d) / 9.0;
        let difficulty = W[7] * first_difficulty(4.0) + (1.0 - W[7]) * moved;
        Card { stability: stability.clamp(STABILITY.0, STABILITY.1), difficulty: difficulty.clamp(1.0, 10.0) }
    }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn loss(chance: f64, right: bool) -> f64 {
    -(if right { chance } else { 1.0 - chance }).max(1e-9).ln()
}

/// Chances for one review by each way of knowing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chances {
    /// The person's share of right answers so far.
    pub share: f64,
    /// FSRS-6 as published; the share where the card is new.
    pub published: f64,
    /// The same with the person's intercept and slope.
    pub personal: f64,
    /// The mixture: what is to be shown.
    pub mixed: f64,
}

/// A person's four numbers, with the counts and variances they need to go on.
#[derive(Clone, Debug, PartialEq)]
pub struct Learner {
    right: f64,
    all: f64,
    frozen: bool,
    intercept: f64,
    slope: f64,
    /// Variances of intercept and slope and what they share.
    covariance: [f64; 3],
    trust: f64,
    /// Log loss that the curve saved so far, and whether that was too little to go on with it.
    earned: f64,
    plain: bool,
}

impl Default for Learner {
    fn default() -> Learner {
        Learner {
            right: START,
            all: 2.0 * START,
            frozen: false,
            intercept: 0.0,
            slope: 1.0,
            covariance: [PRIOR.0, 0.0, PRIOR.1],
            trust: TRUST,
            earned: 0.0,
            plain: false,
        }
    }
}

impl Learner {
    /// Chances for a card after so many days; `None` for one never reviewed.
    pub fn chances(&self, card: Option<(Card, f64)>) -> Chances {
        let share = self.right / self.all;
        let Some((card, days)) = card else {
            return Chances { share, published: share, personal: share, mixed: share };
        };
        let logits = logits(card, days);
        let published = sigmoid(logits);
        let variance = self.covariance[0] + 2.0 * logits * self.covariance[1] + logits * logits * self.covariance[2];
        let mean = self.intercept + self.slope * logits;
        let personal = sigmoid(mean / (1.0 + std::f64::consts::PI / 8.0 * variance).sqrt());
        let weight = if self.plain { 0.0 } else { sigmoid(self.trust) };
        Chances { share, published, personal, mixed: weight * personal + (1.0 - weight) * share }
    }

    /// From here on the share of right answers stays as it is: the constant that a comparison would use. Where the curve did not
    /// earn its keep over [`ENOUGH`] reviews, the share alone speaks, and nothing can be lost to it.
    pub fn freeze(&mut self) {
        self.frozen = true;
        self.plain = self.all > ENOUGH && self.earned < EARNED;
    }

    /// Learns from a review of a card as it was before.
    pub fn learn(&mut self, card: Option<(Card, f64)>, right: bool) {
        let chances = self.chances(card);
        let y = f64::from(u8::from(right));
        if let Some((card, days)) = card {
            let gained = loss(chances.share, right) - loss(chances.personal, right);
            self.earned += gained;
            self.trust = (self.trust + gained).clamp(FLOOR, CAP);
            let l = logits(card, days);
            let [aa, ab, bb] = self.covariance;
            let (ka, kb) = (aa + ab * l, ab + bb * l);
            let p = sigmoid(self.intercept + self.slope * l);
            let h = p * (1.0 - p);
            let gain = 1.0 / (1.0 + h * (ka + kb * l));
            self.intercept += ka * gain * (y - p);
            self.slope = (self.slope + kb * gain * (y - p)).clamp(-1.0, 3.0);
            let shrink = h * gain;
            self.covariance = [
                (aa - ka * ka * shrink + DRIFT).min(PRIOR.0),
                ab - ka * kb * shrink,
                (bb - kb * kb * shrink + DRIFT).min(PRIOR.1),
            ];
        }
        if !self.frozen {
            self.right += y;
            self.all += 1.0;
        }
    }
}

fn logits(card: Card, days: f64) -> f64 {
    let r = card.retrievability(days).clamp(1e-6, 1.0 - 1e-6);
    (r / (1.0 - r)).ln().clamp(-LOGITS, LOGITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn simulate(reviews: usize, right: impl Fn(usize, f64) -> bool) -> (f64, f64, f64) {
        let (mut learner, mut card, mut sums) = (Learner::default(), Card::first(Rating::Good), (0.0, 0.0, 0.0));
        for k in 0..reviews {
            let days = [1.0, 3.0, 10.0, 40.0, 0.2][k * 7 % 5];
            if k == reviews * 6 / 10 {
                learner.freeze();
            }
            let was = learner.chances(Some((card, days)));
            let y = right(k, was.published);
            if k >= reviews * 6 / 10 {
                sums.0 += loss(was.share, y);
                sums.1 += loss(was.published, y);
                sums.2 += loss(was.mixed, y);
            }
            learner.learn(Some((card, days)), y);
            card = card.review(if y { Rating::Good } else { Rating::Again }, days);
        }
        sums
    }

    fn share(k: usize) -> f64 {
        ((k as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as f64 / (1u64 << 24) as f64
    }

    #[test]
    fn a_card_is_remembered_with_nine_in_ten_after_its_stability() {
        let card = Card::first(Rating::Good);
        assert!((card.retrievability(card.stability) - 0.9).abs() < 1e-12);
        assert!(card.review(Rating::Good, 3.0).stability > card.stability);
        assert!(card.review(Rating::Again, 3.0).stability < card.stability);
    }

    #[test]
    fn nobody_loses_more_than_the_cap_to_the_plain_share() {
        let least = (1.0 + CAP.exp()).ln();
        for n in [5, 20, 100, 1000] {
            let people: [&dyn Fn(usize, f64) -> bool; 5] =
                [&|_, _| true, &|_, _| false, &|k, _| share(k) < 0.7, &|k, p| share(k) > p, &|k, _| k < n * 6 / 10];
            for person in people {
                let (plain, _, mixed) = simulate(n, person);
                assert!(mixed <= plain + least + 1e-9, "{n}: {mixed} against {plain}");
            }
        }
    }

    #[test]
    fn somebody_as_published_is_predicted_as_published() {
        let (plain, published, mixed) = simulate(4000, |k, p| share(k) < p);
        assert!(mixed < plain && mixed < published * 1.01, "{plain} {published} {mixed}");
    }

    #[test]
    fn somebody_who_forgets_far_more_is_learned() {
        let (_, published, mixed) = simulate(1000, |k, p| share(k) < sigmoid((p / (1.0 - p)).ln() - 1.5));
        assert!(mixed < published * 0.97, "{published} {mixed}");
    }
}
