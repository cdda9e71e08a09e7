//! What actions did: experiments whose arms only browsers know, key figures, and what the company measures itself.
//!
//! | what | where |
//! |---|---|
//! | experiments from released histograms | [`experiments`] |
//! | key figures from releases and the company's tables | [`figures`] |
//! | the company's own numbers by cell and period, as CSV | [`endpoints`] |
//! | what they have to do with skills | [`links`] |
//! | where they are kept | [`store`] |
//! | the quarterly report | [`report`] |
//! | the routes | [`routes`] |

pub mod endpoints;
pub mod experiments;
pub mod figures;
pub mod links;
pub mod report;
mod routes;
pub mod store;

pub use routes::{router, routes};
pub use store::ImpactStore;
