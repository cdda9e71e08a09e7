//! DAP draft 18 as Skillkeep needs it. Knows no skill.

pub mod noise;
pub mod token;
