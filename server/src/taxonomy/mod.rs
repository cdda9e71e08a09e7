//! The company's own vocabulary in the workforce console: its skills, what is proposed to change in them, and what was changed.
//! Nothing here is about a person: a proposal names skills and counts, never who made it or who has them.
//!
//! | what | where |
//! |---|---|
//! | skills found while one types, one skill with all that is known | [`vocabulary`] |
//! | what market tables say | [`market`] |
//! | the routes, for planner, auditor and skill owner | [`routes`] |

pub mod market;
pub mod routes;
pub mod vocabulary;

pub use routes::{router, routes};
pub use vocabulary::Vocabulary;
