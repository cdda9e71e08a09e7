//! Where a person could go: how well roles and gigs fit, what is missing, the ladder of a family, and a plan.
//!
//! `fit` says how much of a role is met, with its uncertainty; `plan` orders items toward it; `arrive` says how
//! likely they lead there; `roles`, `gigs` and `mentors` lay it out for the page.

mod arrive;
pub(crate) mod fit;
mod gigs;
mod ladder;
mod mentors;
mod plan;
mod roles;
mod view;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod way_tests;

pub use fit::{Fit, p_met, role_fit};
pub use gigs::gigs;
pub use mentors::mentors;
pub use plan::{PlanStep, plan};
pub use roles::{role, role_row, roles};
pub use view::{
    FitRow, GapRow, GigRow, LadderRung, LevelRow, MentorRow, PlanRow, RoleDetail, RoleNeed, RoleRow, RungStep,
    SkillName,
};
