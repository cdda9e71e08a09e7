//! The company's own vocabulary in the workforce console: its skills, what is proposed to change in them, and what was changed.
//! Nothing here is about a person: a proposal names skills and counts, never who made it or who has them.
//!
//! | what | where |
//! |---|---|
//! | skills found while one types, one skill with all that is known | [`vocabulary`] |
//! | a proposed change, and whether it fits the pack | [`proposal`] |
//! | what market tables say | [`market`] |
//! | what was changed | [`changes`] |
//! | what the catalogue lacks | [`catalogue`] |
//! | words that people's records name and no skill explains | [`terms`] |
//! | all of it in the database | [`store`] |
//! | what the page is shown of it | [`views`] |
//! | the routes, for planner, auditor and skill owner | [`routes`] |

mod acts;
pub mod catalogue;
pub mod changes;
pub mod intake;
pub mod market;
pub mod proposal;
pub mod routes;
pub mod store;
pub mod terms;
mod views;
pub mod vocabulary;

pub use catalogue::CatalogueDesk;
pub use market::Thresholds;
pub use routes::{router, routes};
pub use store::TaxonomyStore;
pub use vocabulary::Vocabulary;
