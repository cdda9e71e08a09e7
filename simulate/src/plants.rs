//! What is put into the simulated company, so that somebody can find it again.

/// Which plants are there. `docs/simulation.md` says what each is and how it comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plants {
    /// Women are offered stretch steps, and take them up, at about 0.6 of men's rate.
    pub difference: bool,
    /// [`RISING`] grows steadily in engineering, [`FALLING`] falls in operations.
    pub trend: bool,
}

impl Plants {
    /// All of them.
    pub const ALL: Plants = Plants { difference: true, trend: true };
    /// None: every group alike, every skill about steady.
    pub const NONE: Plants = Plants { difference: false, trend: false };
}

/// The skill that grows, among the people of [`RISING_IN`].
pub const RISING: &str = "kubernetes";
/// The function in which it grows.
pub const RISING_IN: &str = "engineering";
/// The skill that falls, among the people of [`FALLING_IN`].
pub const FALLING: &str = "first_aid";
/// The function in which it falls.
pub const FALLING_IN: &str = "operations";

/// Share of the function that has the growing skill when 2024-q4 begins, and what a quarter adds.
pub const RISING_FROM: f64 = 0.15;
/// See [`RISING_FROM`].
pub const RISING_BY: f64 = 0.05;
/// Share of the function that has the falling skill when 2024-q4 begins.
pub const FALLING_FROM: f64 = 0.60;
/// What a quarter takes away, of the whole function.
pub const FALLING_BY: f64 = 0.05;

/// Words of the sample dictionary's list that people's records name: function (empty: everybody), and the share of its people who do
/// so at some time in the two years from 2024-q4 on. The other words of the list nobody names.
pub const WORDS: [(&str, &str, f64); 6] = [
    ("prompt engineering", "", 0.12),
    ("DuckDB", "data", 0.3),
    ("passkeys", "engineering", 0.2),
    ("cargo bikes", "operations", 0.06),
    ("conversation design", "service", 0.1),
    ("carbon accounting", "finance", 0.08),
];

/// How likely somebody is handed a stretch item in a quarter where nothing is planted.
pub const HANDED: f64 = 0.32;
/// Where the difference is planted: men. A few people more find one among their steps, in all groups alike.
pub const HANDED_TO_MEN: f64 = 0.40;
/// Women.
pub const HANDED_TO_WOMEN: f64 = 0.24;
