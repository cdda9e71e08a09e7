//! The next steps of a person, and why exactly these.
//!
//! `person` is what is asked with; `wants` turns goal, role, wishes and fading into a wanted level per skill; `field` lays
//! the person out in flat columns; `score` multiplies nine terms per item (`challenge`, `momentum`, `slot` and `surprise` are parts of it); `steps` picks a few unlike ones; `why` explains
//! them from the same terms, with the evidence that `carrier` found after trying what happens without it; `feedback` is what the person
//! answered, with bounded effect; `factors` reads the company's optional item factors and `taste` is the person's place among them.

mod carrier;
mod challenge;
mod factors;
mod feedback;
mod field;
mod improve;
mod momentum;
mod normal;
mod person;
mod preference;
mod score;
mod slot;
mod steps;
mod surprise;
mod taste;
mod timing;
mod view;
mod wants;
mod why;

#[cfg(test)]
mod factors_tests;
#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod moment_tests;
#[cfg(test)]
mod surprise_tests;
#[cfg(test)]
mod taste_tests;
#[cfg(test)]
mod tests;

pub(crate) use challenge::follows;
pub use factors::{Factors, FactorsError, ItemFactors, top_k};
pub use feedback::{Feedback, FeedbackEvent, ItemState, SNOOZE_DAYS, state_of, states};
pub use improve::{Improve, improve};
pub use momentum::Pace;
pub(crate) use momentum::pace;
pub use normal::normal_cdf;
pub(crate) use person::evidence_id;
pub use person::{Aids, EvidenceRef, PRIOR_LEVEL, PRIOR_SD, Person, Titles, Without};
pub(crate) use score::{difficulty, in_region, plannable, unmet};
pub use steps::{next_steps, next_steps_with};
pub use taste::Taste;
pub use view::{ArgValue, Args, Difficulty, ItemRow, Reason, ReasonCode, Step, TaughtRow, Term, TermCode, Timing};
pub(crate) use wants::wanted_gain;
