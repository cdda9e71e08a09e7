//! Who took what.

use crate::random::Random;

/// Items of each person, by dense number, ascending, none twice.
#[derive(Debug, Clone, Default)]
pub struct Interactions {
    people: Vec<Vec<u32>>,
    taken: Vec<u32>,
}

impl Interactions {
    /// Of people's items in any order; a number of `items` and more is left out.
    pub fn new(people: impl IntoIterator<Item = Vec<u32>>, items: usize) -> Interactions {
        let mut all = Interactions { people: Vec::new(), taken: vec![0; items] };
        for mut own in people {
            own.retain(|i| (*i as usize) < items);
            own.sort_unstable();
            own.dedup();
            own.iter().for_each(|i| all.taken[*i as usize] += 1);
            all.people.push(own);
        }
        all
    }

    /// The people.
    pub fn people(&self) -> &[Vec<u32>] {
        &self.people
    }
    /// Number of items.
    pub fn items(&self) -> usize {
        self.taken.len()
    }
    /// People per item.
    pub fn taken(&self) -> &[u32] {
        &self.taken
    }
}

/// A person of whom some items are known and others are to be found.
#[derive(Debug, Clone)]
pub struct Question {
    /// Known.
    pub given: Vec<u32>,
    /// To be found.
    pub held: Vec<u32>,
}

/// Holds back a share of people of at least `least` items (at most `most` people), with a fifth of the items of each to be
/// found. The others keep everything. The same input gives the same split.
pub fn split(all: &Interactions, share: f64, most: usize) -> (Interactions, Vec<Question>) {
    const LEAST: usize = 5;
    let mut random = Random::new(5);
    let mut able: Vec<usize> = (0..all.people.len()).filter(|p| all.people[*p].len() >= LEAST).collect();
    random.shuffle(&mut able);
    able.truncate(((able.len() as f64 * share) as usize).min(most));
    let mut back = vec![false; all.people.len()];
    let mut questions = Vec::with_capacity(able.len());
    for person in able {
        back[person] = true;
        let mut own = all.people[person].clone();
        random.shuffle(&mut own);
        let held = own.split_off(own.len() - (own.len() / 5).max(1));
        own.sort_unstable();
        questions.push(Question { given: own, held });
    }
    let kept = all.people.iter().zip(&back).filter(|(_, b)| !**b).map(|(own, _)| own.clone());
    (Interactions::new(kept, all.items()), questions)
}
