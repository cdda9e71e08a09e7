//! Neighbours of skills as compressed sparse rows, in memory and in the pack.
//!
//! Section `tag::ADJACENCY`: the skills in the order in which the pack's roles first need them, then the others by id. For each
//! the number of its neighbours; then, skill after skill, the places of its neighbours in that order (the first as a signed step
//! from the skill's own, the others as the gap to the one before); then a byte of weight each, in 1/32. Skills that one role
//! needs stand together in that order, so the steps are short: full ESCO takes two thirds of what ids would take.

use super::super::bytes::{Reader, put, put_section};
use super::super::{SkillId, Taxonomy};

/// A weight of 1 as a byte.
const ONE: f32 = 32.0;
/// A weaker neighbour is left out: a sixth of all of them, which change no ranking that anybody would see.
const LEAST: u8 = 2;

/// Neighbours of every skill.
#[derive(Debug, Default)]
pub(in crate::taxonomy) struct Adjacency {
    /// Where the neighbours of a skill end; those of the one before end where they begin. Empty where nothing was learned.
    ends: Vec<u32>,
    to: Vec<SkillId>,
    weight: Vec<u8>,
}

/// The skills in the order in which roles first need them, then the rest by id.
fn order(skills: usize, needs: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut seen = vec![false; skills];
    let mut all = Vec::with_capacity(skills);
    for skill in needs.chain(0..skills as u32) {
        if let Some(seen @ false) = seen.get_mut(skill as usize) {
            *seen = true;
            all.push(skill);
        }
    }
    all
}

/// The inverse of an order.
fn places(order: &[u32]) -> Vec<u32> {
    let mut places = vec![0; order.len()];
    for (place, skill) in (0..).zip(order) {
        if let Some(p) = places.get_mut(*skill as usize) {
            *p = place;
        }
    }
    places
}

fn zigzag(step: i64) -> u32 {
    ((step << 1) ^ (step >> 63)) as u32
}

fn unzigzag(v: u32) -> i64 {
    i64::from(v >> 1) ^ -i64::from(v & 1)
}

/// Writes the section: `neighbours[s]` are neighbour and weight of skill `s`, `needs` what the roles need, role after role.
/// Nothing where nobody has a neighbour.
pub(super) fn encode(neighbours: &[Vec<(u32, f32)>], needs: impl Iterator<Item = u32>) -> Option<Vec<u8>> {
    let order = order(neighbours.len(), needs);
    let places = places(&order);
    let (mut counts, mut steps, mut weights) = (Vec::new(), Vec::new(), Vec::new());
    for (place, skill) in (0i64..).zip(&order) {
        let list = neighbours.get(*skill as usize).map_or(&[] as &[_], Vec::as_slice);
        let byte = |w: f32| (w * ONE).round().clamp(0.0, ONE) as u8;
        let mut row: Vec<(u32, u8)> = list
            .iter()
            .filter(|(to, w)| to != skill && byte(*w) >= LEAST)
            .filter_map(|(to, w)| Some((*places.get(*to as usize)?, byte(*w))))
            .collect();
        row.sort_unstable();
        row.dedup_by_key(|r| r.0);
        put(&mut counts, row.len() as u32);
        let mut last = None;
        for (to, weight) in row {
            put(&mut steps, last.map_or_else(|| zigzag(i64::from(to) - place), |last: u32| to - last - 1));
            weights.push(weight);
            last = Some(to);
        }
    }
    let mut out = Vec::new();
    put_section(&mut out, &counts);
    put_section(&mut out, &steps);
    put_section(&mut out, &weights);
    (!weights.is_empty()).then_some(out)
}

impl Adjacency {
    /// Reads the section of a pack with so many skills and these needs of its roles.
    pub(in crate::taxonomy) fn decode(
        mut r: Reader<'_>,
        skills: usize,
        needs: impl Iterator<Item = u32>,
    ) -> Option<Adjacency> {
        let (mut counts, mut steps, weights) = (r.section()?, r.section()?, r.section()?.rest());
        let order = order(skills, needs);
        let mut rows = Vec::with_capacity(skills);
        let mut ends = vec![0u32; skills];
        let mut from = 0usize;
        for skill in &order {
            let count = counts.varint()?;
            let end = from.checked_add(count as usize)?;
            if end > weights.len() {
                return None;
            }
            rows.push(from);
            *ends.get_mut(*skill as usize)? = count;
            from = end;
        }
        let mut end = 0;
        for e in &mut ends {
            end += *e;
            *e = end;
        }
        let mut to = vec![SkillId(0); weights.len()];
        let mut weight = vec![0u8; weights.len()];
        for (place, (skill, row)) in order.iter().zip(rows).enumerate() {
            let end = *ends.get(*skill as usize)? as usize;
            let start = (*skill as usize).checked_sub(1).map_or(Some(0), |i| ends.get(i).copied())? as usize;
            let mut last = None;
            for (at, w) in (start..end).zip(weights.get(row..)?) {
                let v = steps.varint()?;
                let next = match last {
                    None => place as i64 + unzigzag(v),
                    Some(last) => last + 1 + i64::from(v),
                };
                let neighbour = *order.get(usize::try_from(next).ok()?)?;
                if neighbour == *skill || !(1..=ONE as u8).contains(w) {
                    return None;
                }
                *to.get_mut(at)? = SkillId(neighbour);
                *weight.get_mut(at)? = *w;
                last = Some(next);
            }
        }
        let all_read = r.is_empty() && counts.is_empty() && steps.is_empty() && from == weights.len();
        all_read.then_some(Adjacency { ends, to, weight })
    }

    fn row(&self, skill: u32) -> impl Iterator<Item = (SkillId, f32)> {
        let end = self.ends.get(skill as usize).map_or(0, |e| *e as usize);
        let start = skill.checked_sub(1).and_then(|i| self.ends.get(i as usize)).map_or(0, |e| *e as usize);
        let to = self.to.get(start..end).unwrap_or(&[]);
        to.iter().copied().zip(self.weight.get(start..end).unwrap_or(&[])).map(|(s, w)| (s, f32::from(*w) / ONE))
    }
}

impl Taxonomy {
    /// The skills that speak most for this one, at most eight: who has them has it too. The weight (0..=1, in steps of 1/32) is how
    /// much the chance of having it rises with each of them; the weights of those a person has add up to that chance. Learned
    /// when the pack was compiled; nothing where the pack has none. Not symmetric: a rare skill speaks for a common one more than
    /// the other way round.
    pub fn adjacent(&self, skill: SkillId) -> impl Iterator<Item = (SkillId, f32)> {
        self.adjacency.row(skill.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_written_is_read_and_no_bytes_break_it(
            lists in proptest::collection::vec(proptest::collection::vec((0u32..12, 0.0f32..1.5), 0..9), 1..12),
            needs in proptest::collection::vec(0u32..14, 0..20),
            at in 0usize..400,
            byte: u8,
        ) {
            let n = lists.len();
            let Some(bytes) = encode(&lists, needs.iter().copied()) else { return Ok(()) };
            let read = Adjacency::decode(Reader::new(&bytes), n, needs.iter().copied()).expect("what was written");
            for (s, list) in (0u32..).zip(&lists) {
                let found: Vec<_> = read.row(s).collect();
                for (to, w) in &found {
                    prop_assert!((to.0 as usize) < n && to.0 != s && *w > 0.0 && *w <= 1.0);
                    prop_assert!(list.iter().any(|l| l.0 == to.0 && (l.1.min(1.0) - w).abs() <= 0.5 / ONE + 1e-6));
                }
                let kept = |l: &&(u32, f32)| l.0 != s && (l.0 as usize) < n && (l.1 * ONE).round() >= f32::from(LEAST);
                for l in list.iter().filter(kept) {
                    prop_assert!(found.iter().any(|f| f.0.0 == l.0));
                }
            }
            let mut bent = bytes.clone();
            let at = at % bent.len();
            bent[at] = byte;
            let _ = Adjacency::decode(Reader::new(&bent), n, needs.iter().copied());
            prop_assert!(Adjacency::decode(Reader::new(&bytes[..at]), n, needs.iter().copied()).is_none());
        }
    }
}
