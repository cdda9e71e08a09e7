//! What the consoles get, in the shapes of docs/contract-company.md. Views hold numbers; what is answered while there is no
//! release is a type without room for one.

mod change;
mod fairness;
mod figure;
mod forecast;
mod gaps;
mod impact;
mod overview;
mod plan;
mod shortfalls;
mod supply;
mod terms;

pub use change::NoChange;
pub use fairness::{AuditView, Fairness, GroupView, NoFairness};
pub use figure::{CellView, Figure, How, Nothing};
pub use forecast::{ForecastView, HistoryView, NoForecast, PointView};
pub use gaps::{GapRow, Gaps, Headline, NoGaps};
pub use impact::{NoExperiments, NoKeyFigures};
pub use overview::{AttributeView, Coverage, Overview, PeriodView, SkillView};
pub use plan::{NoBuy, NoCompare, NoHeldBeside, NoPathSuccess, NoWaterfall};
pub use shortfalls::{More, NoShortfalls, ShortfallRow, Shortfalls, UnknownRow};
pub use supply::{Apart, Everywhere, EverywhereRow, HeldView, NoEverywhere, NoSupply, Supply, SupplyRow};
pub use terms::NoTerms;
