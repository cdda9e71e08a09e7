//! Which further skills belong to an occupation? Four ways to rank them, on links that were held out.
//!
//! - occupations that are alike: the k nearest by the cosine of their skills, rare skills counting more
//! - a pack's own neighbours: what ships, eight a skill
//! - the same learned with thirty
//! - all of it with texts, fused by a logistic regression that is fitted on links held out of the links that are given
//!
//! The second is what a browser has: it comes out of an opened pack. The others are measured beside it and do not ship; all they
//! need (roles, texts) is in a pack too.

use std::collections::BTreeSet;

use skillkeep::taxonomy::{SkillId, Taxonomy, neighbours};

use super::fuse::Fused;
use super::score::Scores;
use super::text::{Inverted, Vector, unit};

/// Candidates of an occupation that the fusion looks at.
const CANDIDATES: usize = 200;
/// One in so many of the given links is held out to fit the fusion.
const FOLD: usize = 5;
/// Ranked skills that are written of each occupation.
const WRITTEN: usize = 300;
/// Texts of skills that are less alike than this are not compared.
const ALIKE: f32 = 0.2;
/// Names of the features, for the table.
const FEATURES: [&str; 8] = ["neighbours", "near 20", "near 60", "text near", "text", "skill text", "roles", "skills"];

/// Occupations, what is given of each and what was held out.
pub(super) struct Links {
    /// Number of skills.
    pub(super) skills: usize,
    /// Skills given.
    pub(super) given: Vec<Vec<u32>>,
    /// Skills held out.
    pub(super) held: Vec<Vec<u32>>,
}

impl Links {
    /// The same occupations with every fifth given link held out in place of the held ones; `salt` draws which.
    pub(super) fn within(&self, salt: u64) -> Links {
        let (mut given, mut held) = (Vec::new(), Vec::new());
        for (u, list) in (0u64..).zip(&self.given) {
            let mut drawn: Vec<(u64, u32)> = list.iter().map(|s| (mix(mix(salt, u), u64::from(*s)), *s)).collect();
            drawn.sort_unstable();
            let out = if list.len() > 1 { (list.len() / FOLD).max(1) } else { 0 };
            held.push(drawn.iter().take(out).map(|d| d.1).collect());
            given.push(drawn.iter().skip(out).map(|d| d.1).collect());
        }
        Links { skills: self.skills, given, held }
    }
}

/// A draw that depends on its inputs alone: the finaliser of SplitMix64.
fn mix(seed: u64, x: u64) -> u64 {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(x).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A number of 0..1 for an occupation and a skill, the same in every run.
pub(super) fn draw(occupation: u64, skill: u64) -> f64 {
    (mix(mix(0, occupation), skill) >> 11) as f64 / (1u64 << 53) as f64
}

/// What the texts say; it does not depend on the links.
pub(super) struct Texts {
    occupations: Vec<Vector>,
    by_term: Inverted,
    skills: Inverted,
    alike: Vec<Vec<(u32, f32)>>,
}

impl Texts {
    /// Vectors of the occupations and the skills, terms numbered together.
    pub(super) fn of(occupations: Vec<Vector>, skills: &[Vector]) -> Texts {
        let by_term = Inverted::new(&occupations);
        let inverted = Inverted::new(skills);
        let near = |v: &Vector| -> Vec<(u32, f32)> {
            (0u32..).zip(inverted.with_all(v)).filter(|(_, x)| *x >= ALIKE).collect()
        };
        let alike = skills.iter().map(near).collect();
        Texts { occupations, by_term, skills: inverted, alike }
    }
}

/// Every skill's score for one occupation, by each way.
struct Ways {
    /// Mean of the skills of the 20, and 60, nearest occupations, and of the 20 nearest by text.
    near: [Vec<f32>; 3],
    thirty: Vec<f32>,
    text: Vec<f32>,
    skill_text: Vec<f32>,
}

/// What is learned of the given links.
struct Learned<'a> {
    links: &'a Links,
    texts: &'a Texts,
    rows: Vec<Vector>,
    by_skill: Inverted,
    roles_of: Vec<f32>,
    thirty: Vec<Vec<(u32, f32)>>,
}

impl<'a> Learned<'a> {
    fn of(links: &'a Links, texts: &'a Texts) -> Learned<'a> {
        let mut roles_of = vec![0.0f32; links.skills];
        links.given.iter().flatten().for_each(|s| roles_of[*s as usize] += 1.0);
        let idf = |s: u32| ((links.given.len() as f32 + 1.0) / (roles_of[s as usize] + 1.0)).ln();
        let row = |list: &Vec<u32>| {
            let mut v: Vector = list.iter().map(|s| (*s, idf(*s))).collect();
            unit(&mut v);
            v
        };
        let rows: Vec<Vector> = links.given.iter().map(row).collect();
        let by_skill = Inverted::new(&rows);
        // By target: who is a neighbour of it. Here by source: for whom it speaks.
        let mut thirty = vec![Vec::new(); links.skills];
        for (s, list) in (0u32..).zip(neighbours(links.skills, &links.given, 30)) {
            list.into_iter().for_each(|(t, w)| thirty[t as usize].push((s, w)));
        }
        Learned { links, texts, rows, by_skill, roles_of, thirty }
    }

    /// Mean of the skills of the occupations most alike, weighted with the likeness to the power.
    fn nearest(&self, u: usize, like: &[f32], k: usize, power: i32) -> Vec<f32> {
        let mut near: Vec<(usize, f32)> =
            like.iter().copied().enumerate().filter(|(v, x)| *v != u && *x > 0.0).collect();
        near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        near.truncate(k);
        let total: f32 = near.iter().map(|n| n.1.powi(power)).sum();
        let mut out = vec![0.0; self.links.skills];
        for (v, x) in near {
            self.links.given[v].iter().for_each(|s| out[*s as usize] += x.powi(power) / total);
        }
        out
    }

    fn ways(&self, u: usize) -> Ways {
        let like = self.by_skill.with_all(&self.rows[u]);
        let text_like = self.texts.by_term.with_all(&self.texts.occupations[u]);
        let given = &self.links.given[u];
        let spread = |from: &[Vec<(u32, f32)>], scale: f32| {
            let mut out = vec![0.0; self.links.skills];
            for (s, w) in given.iter().flat_map(|t| &from[*t as usize]) {
                out[*s as usize] += w * scale;
            }
            out
        };
        Ways {
            near: [self.nearest(u, &like, 20, 2), self.nearest(u, &like, 60, 2), self.nearest(u, &text_like, 20, 2)],
            thirty: spread(&self.thirty, 1.0),
            text: self.texts.skills.with_all(&self.texts.occupations[u]),
            skill_text: spread(&self.texts.alike, 1.0 / (given.len().max(1) as f32).sqrt()),
        }
    }

    /// Candidates of an occupation and what speaks for each.
    fn candidates(&self, u: usize) -> Vec<(u32, [f32; 8])> {
        let w = self.ways(u);
        let first: Vec<f32> = (0..self.links.skills).map(|s| w.thirty[s] + w.near[0][s] + 0.3 * w.near[2][s]).collect();
        let log = |x: f32| (x.max(0.0) + 0.01).ln();
        let size = (self.links.given[u].len() as f32).ln_1p();
        let features = |s: u32| {
            let i = s as usize;
            let near = w.near.each_ref().map(|n| log(n[i]));
            let text = [w.text[i], log(w.skill_text[i])];
            [log(w.thirty[i]), near[0], near[1], near[2], text[0], text[1], self.roles_of[i].ln_1p(), size]
        };
        ranked(&first, &self.links.given[u], CANDIDATES).into_iter().map(|s| (s, features(s))).collect()
    }
}

/// The best of all skills, without those that are given.
fn ranked(scores: &[f32], given: &[u32], most: usize) -> Vec<u32> {
    let given: BTreeSet<u32> = given.iter().copied().collect();
    let mut all: Vec<u32> = (0..scores.len() as u32).filter(|s| !given.contains(s)).collect();
    let order = |a: &u32, b: &u32| scores[*b as usize].total_cmp(&scores[*a as usize]).then(a.cmp(b));
    if all.len() > most {
        all.select_nth_unstable_by(most, order);
        all.truncate(most);
    }
    all.sort_by(order);
    all
}

/// Prints the table, and gives the fused rankings.
pub(super) fn rank(links: &Links, texts: &Texts, pack: &Taxonomy, numbers: &[Option<u32>]) -> Vec<Vec<u32>> {
    let inner = links.within(1);
    let learned = Learned::of(&inner, texts);
    let mut rows = Vec::new();
    for u in 0..inner.given.len() {
        let held: BTreeSet<u32> = inner.held[u].iter().copied().collect();
        rows.extend(learned.candidates(u).into_iter().map(|(s, x)| (x, held.contains(&s))));
    }
    let model = Fused::fit(&rows);
    drop(rows);

    let learned = Learned::of(links, texts);
    let mut scores = [Scores::default(); 4];
    let mut all = Vec::new();
    for u in 0..links.given.len() {
        let right: BTreeSet<u32> = links.held[u].iter().copied().collect();
        let given = &links.given[u];
        let w = learned.ways(u);
        scores[0].add(&ranked(&w.near[0], given, WRITTEN), &right);
        scores[1].add(&ranked(&shipped(pack, numbers, given, links.skills), given, WRITTEN), &right);
        scores[2].add(&ranked(&w.thirty, given, WRITTEN), &right);
        let mut fused: Vec<(f64, u32)> = learned.candidates(u).into_iter().map(|(s, x)| (model.score(&x), s)).collect();
        fused.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let fused: Vec<u32> = fused.into_iter().map(|f| f.1).collect();
        scores[3].add(&fused, &right);
        all.push(fused);
    }
    println!("{}", scores[0].line("20 nearest occupations"));
    println!("{}", scores[1].line("neighbours in the pack, 8 a skill (ships)"));
    println!("{}", scores[2].line("neighbours, 30 a skill"));
    println!("{}", scores[3].line("fused with texts"));
    let weights = FEATURES.iter().zip(model.weights).map(|(f, w)| format!("{f} {w:.2}"));
    println!("  weights, fitted on links held out of the given ones: {}", weights.collect::<Vec<_>>().join(", "));
    all
}

/// Scores by the neighbours of an opened pack, whose skill of each number is in `numbers` the other way round.
fn shipped(tax: &Taxonomy, numbers: &[Option<u32>], given: &[u32], skills: usize) -> Vec<f32> {
    let mut has = vec![false; skills];
    given.iter().for_each(|s| has[*s as usize] = true);
    let mut out = vec![0.0; skills];
    for (ix, number) in (0u32..).zip(numbers) {
        let Some(slot) = number.and_then(|n| out.get_mut(n as usize)) else { continue };
        let given = |s: SkillId| numbers.get(s.0 as usize).copied().flatten().is_some_and(|n| has[n as usize]);
        *slot = tax.adjacent(SkillId(ix)).filter(|n| given(n.0)).map(|n| n.1).sum();
    }
    out
}
