//! What a person can say of a skill of theirs.

/// A correction. The latest one decides the standing; each can be taken back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Correct {
    /// "Yes, I can do this", with the level if they name one. Ends a contest and gives back what it took.
    Confirm {
        /// 0..=5.
        level: Option<f32>,
    },
    /// "That is not right", with the level they claim instead if they name one. The skill is not held while this stands.
    Contest {
        /// 0..=5.
        claim: Option<f32>,
    },
    /// "I can do this too", of a skill that no evidence shows yet.
    Add {
        /// 0..=5.
        level: f32,
    },
}
