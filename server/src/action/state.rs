//! Where an action stands, and which step may follow.

use serde::{Deserialize, Serialize};

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Act {
    /// Somebody wrote it down.
    Propose,
    /// Somebody else finds it right.
    Approve,
    /// Somebody else does not.
    Decline,
    /// Every browser gets it.
    Publish,
    /// It has run its course; browsers no longer get it.
    End,
    /// It is taken back, for whatever reason the note gives.
    Withdraw,
}

impl Act {
    const ALL: [Act; 6] = [Act::Propose, Act::Approve, Act::Decline, Act::Publish, Act::End, Act::Withdraw];

    /// Its word in database and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Act::Propose => "propose",
            Act::Approve => "approve",
            Act::Decline => "decline",
            Act::Publish => "publish",
            Act::End => "end",
            Act::Withdraw => "withdraw",
        }
    }

    pub(super) fn of(word: &str) -> Option<Act> {
        Act::ALL.into_iter().find(|act| act.word() == word)
    }

    /// Whether it wants a reason.
    pub fn wants_note(self) -> bool {
        matches!(self, Act::Decline | Act::Withdraw)
    }

    /// Where an action stands after it.
    pub fn leads_to(self) -> State {
        match self {
            Act::Propose => State::Proposed,
            Act::Approve => State::Approved,
            Act::Decline => State::Declined,
            Act::Publish => State::Published,
            Act::End => State::Ended,
            Act::Withdraw => State::Withdrawn,
        }
    }
}

/// Where an action stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Waits for a second person.
    Proposed,
    /// May be published.
    Approved,
    /// Not to be done.
    Declined,
    /// In every browser's list.
    Published,
    /// Over.
    Ended,
    /// Taken back.
    Withdrawn,
}

impl State {
    /// What may follow, for this person: whoever proposed it does not decide on it.
    pub fn may(self, proposer: bool) -> &'static [Act] {
        match (self, proposer) {
            (State::Proposed, true) => &[Act::Withdraw],
            (State::Proposed, false) => &[Act::Approve, Act::Decline],
            (State::Approved, _) => &[Act::Publish, Act::Withdraw],
            (State::Published, _) => &[Act::End, Act::Withdraw],
            (State::Declined | State::Ended | State::Withdrawn, _) => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_somebody_else_decides_and_what_is_over_stays_over() {
        for act in [Act::Approve, Act::Decline] {
            assert!(State::Proposed.may(false).contains(&act) && !State::Proposed.may(true).contains(&act));
        }
        for state in [State::Proposed, State::Declined, State::Ended, State::Withdrawn, State::Published] {
            assert!(!state.may(false).contains(&Act::Publish), "only what is approved is published: {state:?}");
        }
        for over in [State::Declined, State::Ended, State::Withdrawn] {
            assert!(over.may(true).is_empty() && over.may(false).is_empty());
        }
        for act in Act::ALL {
            assert_eq!(Act::of(act.word()), Some(act));
        }
    }
}
