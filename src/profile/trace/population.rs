//! What is known of items and skills from other people.

/// An item: how hard it is, in logits, with the standard error of that and the number of answers it rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Item {
    /// Difficulty in logits; greater is harder.
    pub difficulty: f32,
    /// Standard error of the difficulty.
    pub error: f32,
    /// Answers of other people.
    pub count: f32,
}

/// How far abilities lie apart before anything is answered, and how fast they drift: variances in squared logits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Of the ability that all skills share.
    pub person: f32,
    /// Of the ability in one skill beyond that.
    pub skill: f32,
    /// What one answer adds to the variance of the shared ability.
    pub person_drift: f32,
    /// What one answer adds to the variance of the skill's ability.
    pub skill_drift: f32,
}

impl Default for Spread {
    fn default() -> Spread {
        Spread { person: 1.0, skill: 0.6, person_drift: 0.01, skill_drift: 0.03 }
    }
}

/// What an answer to one item tells of another: shifts in logits, sparse, looked up by binary search.
#[derive(Clone, Debug, Default)]
pub struct Pairs {
    keys: Vec<u64>,
    shifts: Vec<f32>,
}

impl Pairs {
    /// From pairs of key (see [`Pairs::key`]) and shift, sorted by key.
    pub fn from_sorted(entries: impl Iterator<Item = (u64, f32)>) -> Pairs {
        let (keys, shifts) = entries.unzip();
        Pairs { keys, shifts }
    }

    /// The key of "`before` was answered so, then comes `next`".
    pub fn key(before: u32, right: bool, next: u32) -> u64 {
        (u64::from(next) << 33) | (u64::from(before) << 1) | u64::from(right)
    }

    /// The shift in logits, where one is known.
    pub fn shift(&self, before: u32, right: bool, next: u32) -> Option<f32> {
        let at = self.keys.binary_search(&Pairs::key(before, right, next)).ok()?;
        self.shifts.get(at).copied()
    }

    /// How many shifts are known.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// True where nothing is known.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

/// What is known from others. Items and skills are dense numbers from 0; one that is not in here counts as average.
#[derive(Clone, Debug, Default)]
pub struct Population {
    /// By item.
    pub items: Vec<Item>,
    /// Difficulty by skill, in logits.
    pub skills: Vec<f32>,
    /// Difficulty of an item of which nothing is known, in logits.
    pub usual: f32,
    /// Standard error of the same.
    pub usual_error: f32,
    /// How far abilities lie apart.
    pub spread: Spread,
    /// What items tell of each other.
    pub pairs: Pairs,
    /// The same for skills.
    pub skill_pairs: Pairs,
}

impl Population {
    /// The mean difficulty of an item's skills.
    pub fn of_skills(&self, skills: &[u32]) -> f32 {
        if skills.is_empty() {
            return self.usual;
        }
        let sum: f32 = skills.iter().map(|s| self.skills.get(*s as usize).copied().unwrap_or(self.usual)).sum();
        sum / skills.len() as f32
    }

    /// The item; where nobody has answered it, one as hard as its skills.
    pub fn item(&self, item: u32, skills: &[u32]) -> Item {
        match self.items.get(item as usize) {
            Some(known) if known.count > 0.0 => *known,
            _ => Item { difficulty: self.of_skills(skills), error: self.usual_error, count: 0.0 },
        }
    }
}
