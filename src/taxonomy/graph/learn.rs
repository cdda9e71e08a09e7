//! From baskets to a few weighted neighbours of each skill.
//!
//! For each skill the eight that are most alike by shrunk cosine are kept, and its presence is regressed on theirs with weights
//! of zero or more and a ridge: the sparse linear method with selected features, fsSLIM (X. Ning and G. Karypis, "SLIM: sparse
//! linear methods for top-N recommender systems", ICDM 2011). A weight is then what having that neighbour adds to the chance of
//! having this skill, with the other neighbours taken into account: two neighbours that always come together share it.

use std::collections::BTreeMap;

use super::super::{RoleSource, SkillSource};
use super::adjacency;
use super::baskets::Baskets;

/// Neighbours of a skill, at most.
const NEIGHBOURS: usize = 8;
/// Baskets added to both sides of a cosine, so that one meeting of two rare skills is not likeness 1.
const SHRINK: f64 = 2.0;
/// Ridge, in baskets.
const RIDGE: f64 = 4.0;
/// Rounds of coordinate descent, at most.
const ROUNDS: usize = 60;

/// The section of a pack whose skills and roles are in the order of their ids; nothing where no two skills meet.
pub(in crate::taxonomy) fn encode(
    skills: &[&SkillSource],
    roles: &[&RoleSource],
    items: &[Vec<String>],
    ix: &BTreeMap<&str, u32>,
) -> Option<Vec<u8>> {
    let baskets = Baskets::of(skills, roles, items, ix);
    adjacency::encode(&learn(&baskets, NEIGHBOURS), baskets.needs.iter().copied())
}

/// The neighbours, at most `most`, of each of the numbers below `skills`, with their weights (> 0): learned from `lists` of numbers
/// that belong together as a pack's are from its roles. For measuring with other bounds than a pack's eight.
pub fn neighbours(skills: usize, lists: &[Vec<u32>], most: usize) -> Vec<Vec<(u32, f32)>> {
    learn(&Baskets::plain(skills, lists), most)
}

/// The neighbours of each skill and their weights (> 0). Native only: it holds every pair of a skill's baskets for a moment.
fn learn(baskets: &Baskets, most: usize) -> Vec<Vec<(u32, f32)>> {
    let mut of: Vec<Vec<u32>> = vec![Vec::new(); baskets.skills];
    for (b, (list, _)) in (0u32..).zip(&baskets.all) {
        for s in list {
            if let Some(of) = of.get_mut(*s as usize) {
                of.push(b);
            }
        }
    }
    let weight = |b: u32| baskets.all.get(b as usize).map_or(0.0, |b| b.1);
    let own: Vec<f64> = of.iter().map(|list| list.iter().map(|b| weight(*b)).sum()).collect();
    let mut met = vec![0.0f64; baskets.skills];
    let mut out = Vec::with_capacity(baskets.skills);
    for s in 0..baskets.skills {
        let mut touched = Vec::new();
        for b in &of[s] {
            let Some((list, w)) = baskets.all.get(*b as usize) else { continue };
            for &t in list.iter().filter(|t| **t as usize != s) {
                if met[t as usize] == 0.0 {
                    touched.push(t);
                }
                met[t as usize] += w;
            }
        }
        let alike = |t: u32| met[t as usize] / ((own[t as usize] + SHRINK) * (own[s] + SHRINK)).sqrt();
        let mut near: Vec<(f64, u32)> = touched.iter().map(|t| (alike(*t), *t)).collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        near.truncate(most);
        let near: Vec<u32> = near.into_iter().map(|n| n.1).collect();
        let target: Vec<f64> = near.iter().map(|t| met[*t as usize]).collect();
        touched.iter().for_each(|t| met[*t as usize] = 0.0);
        let between = |a: u32, b: u32| shared(&of[a as usize], &of[b as usize], weight);
        let gram: Vec<Vec<f64>> = near
            .iter()
            .map(|&a| near.iter().map(|&b| if a == b { own[a as usize] + RIDGE } else { between(a, b) }).collect())
            .collect();
        let weights = solve(&gram, target);
        out.push(near.into_iter().zip(weights).filter(|n| n.1 > 0.0).map(|(t, w)| (t, w as f32)).collect());
    }
    out
}

/// Weight of the baskets that two skills share; both lists ascend.
fn shared(a: &[u32], b: &[u32], weight: impl Fn(u32) -> f64) -> f64 {
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    few.iter().filter(|x| many.binary_search(x).is_ok()).map(|x| weight(*x)).sum()
}

/// Least squares with weights of zero or more, by coordinate descent: V. Franc, V. Hlavac and M. Navara, "Sequential
/// coordinate-wise algorithm for the non-negative least squares problem", CAIP 2005.
fn solve(gram: &[Vec<f64>], target: Vec<f64>) -> Vec<f64> {
    let mut rest = target;
    let mut w = vec![0.0f64; rest.len()];
    for _ in 0..ROUNDS {
        let mut moved = 0.0f64;
        for (j, row) in gram.iter().enumerate() {
            let next = (w[j] + rest[j] / row[j]).max(0.0);
            let by = next - w[j];
            if by != 0.0 {
                rest.iter_mut().zip(row).for_each(|(r, g)| *r -= by * g);
                w[j] = next;
                moved = moved.max(by.abs());
            }
        }
        if moved < 1e-4 {
            break;
        }
    }
    w
}
