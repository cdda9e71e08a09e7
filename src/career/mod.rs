//! Where a person could go: how well roles and gigs fit, what is missing, the ladder of a family, and a plan.
//!
//! `fit` says how much of a role is met, with its uncertainty; `plan` orders items toward it; `roles` and `gigs` lay both
//! out for the page.

pub(crate) mod fit;
mod gigs;
mod ladder;
mod plan;
mod roles;
mod view;

#[cfg(test)]
mod tests;

pub use fit::{Fit, p_met, role_fit};
pub use gigs::gigs;
pub use plan::{PlanStep, plan};
pub use roles::{role, role_row, roles};
pub use view::{
    FitRow, GapRow, GigRow, LadderRung, LevelRow, PlanRow, RoleDetail, RoleNeed, RoleRow, RungStep, SkillName,
};
