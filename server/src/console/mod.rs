//! Who may look at a console. The keeper and insight each have logins of their own, in their own database: the company's planner has
//! no login at the keeper, the works council's officer none at the company.
//!
//! | what | where |
//! |---|---|
//! | a request's session, or why it has none | [`Guard`] |
//! | users, sessions and failed logins in the role's database | [`logins`] |
//! | argon2id, and passwords that are made | [`password`] |
//! | login, logout, password, users over HTTP | [`routes`] |

mod guard;
pub mod logins;
pub mod password;
mod routes;

pub use guard::{Guard, IDLE, LASTS, Party, Role, Session};
pub(crate) use routes::answer;
pub use routes::{list, table};
