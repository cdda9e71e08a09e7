//! The linker's table: rows for parts of words, trained so that texts of one skill point the same way and texts of others do not
//! (InfoNCE with the other pairs of a batch as contrasts: van den Oord, Li and Vinyals, "Representation learning with contrastive
//! predictive coding", 2018; Adagrad: Duchi, Hazan and Singer, JMLR 2011). The same input and settings give the same table.

use std::collections::HashMap;

use nalgebra::DMatrix;
use skillkeep::taxonomy::{PackSource, Vectors, row_numbers, words_of};

use crate::pairs::pairs;
use crate::random::Random;

/// How the table is trained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Rows of the table.
    pub rows: usize,
    /// Numbers a row.
    pub dimensions: usize,
    /// Times that every pair is seen.
    pub epochs: usize,
    /// Pairs of a batch: each is held against all others.
    pub batch: usize,
    /// First step; it falls to 0 in a straight line.
    pub rate: f32,
    /// Divides cosines before they become shares.
    pub temperature: f32,
    /// Share of a text's rows that is left out each time it is seen.
    pub drop: f32,
    /// Where the numbers that look random begin.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            rows: 37 << 10,
            dimensions: 64,
            epochs: 4,
            batch: 2048,
            rate: 0.1,
            temperature: 0.08,
            drop: 0.2,
            seed: 1,
        }
    }
}

/// Rows of one text.
type Bag = Vec<u32>;

/// Trains a table on the text of a taxonomy, and on labelled sentences (text, id of the skill) where there are some. `said` is
/// told of each epoch: its number and the mean loss. Nothing where the text has no pairs.
pub fn train(
    source: &PackSource,
    labelled: &[(String, String)],
    settings: Settings,
    said: &mut dyn FnMut(usize, f32),
) -> Option<Vectors> {
    let mut random = Random::new(settings.seed);
    let all = pairs(source, labelled, &mut random);
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut bags: Vec<Bag> = Vec::new();
    let mut bag_of = |text| {
        *seen.entry(text).or_insert_with(|| {
            bags.push(bag(text, settings.rows));
            bags.len() - 1
        })
    };
    let mut numbered: Vec<(usize, usize, usize)> = all.iter().map(|p| (bag_of(p.a), bag_of(p.b), p.skill)).collect();
    numbered.retain(|(a, b, _)| !bags[*a].is_empty() && !bags[*b].is_empty());
    if numbered.is_empty() {
        return None;
    }
    let weights = row_weights(&bags, &numbered, settings.rows);
    let mut state = State::new(settings, weights, &mut random);
    let batch = settings.batch.min(numbered.len());
    let steps = (settings.epochs * (numbered.len() / batch)).max(1);
    let mut step = 0;
    for epoch in 0..settings.epochs {
        random.shuffle(&mut numbered);
        let mut loss = 0.0;
        for some in numbered.chunks_exact(batch) {
            loss += state.learn(&bags, some, settings.rate * (1.0 - step as f32 / steps as f32), &mut random);
            step += 1;
        }
        said(epoch + 1, loss / (numbered.len() / batch) as f32);
    }
    state.finish()
}

fn bag(text: &str, rows: usize) -> Bag {
    let mut out = Vec::new();
    for (lower, stem) in words_of(text) {
        row_numbers(&lower, &stem, rows, &mut out);
    }
    out
}

/// What a row tells: less, the more texts have it.
fn row_weights(bags: &[Bag], pairs: &[(usize, usize, usize)], rows: usize) -> Vec<f32> {
    let mut texts = vec![0u32; rows];
    for (a, ..) in pairs {
        let mut own = bags[*a].clone();
        own.sort_unstable();
        own.dedup();
        for row in own {
            texts[row as usize] += 1;
        }
    }
    let all = pairs.len() as f32 + 1.0;
    let weights: Vec<f32> = texts.iter().map(|n| (all / (*n as f32 + 1.0)).ln()).collect();
    let mean = weights.iter().sum::<f32>() / rows as f32;
    weights.iter().map(|w| w / mean.max(1e-6)).collect()
}

struct State {
    settings: Settings,
    weights: Vec<f32>,
    rows: Vec<f32>,
    squares: Vec<f32>,
}

/// One side of a batch: the rows kept of each text, the directions, the lengths before.
struct Side {
    kept: Vec<Bag>,
    /// A column a text.
    units: DMatrix<f32>,
    lengths: Vec<f32>,
}

impl State {
    fn new(settings: Settings, weights: Vec<f32>, random: &mut Random) -> State {
        let n = settings.rows * settings.dimensions;
        State { settings, weights, rows: (0..n).map(|_| random.normal() * 0.1).collect(), squares: vec![1e-8; n] }
    }

    fn side(&self, bags: &[Bag], texts: impl Iterator<Item = usize>, random: &mut Random) -> Side {
        let d = self.settings.dimensions;
        let kept: Vec<Bag> =
            texts.map(|t| bags[t].iter().copied().filter(|_| random.share() >= self.settings.drop).collect()).collect();
        let mut units = DMatrix::zeros(d, kept.len());
        let mut lengths = Vec::with_capacity(kept.len());
        for (i, bag) in kept.iter().enumerate() {
            let mut column = units.column_mut(i);
            for row in bag {
                let (row, weight) = (*row as usize, self.weights[*row as usize]);
                for (to, x) in column.iter_mut().zip(&self.rows[row * d..row * d + d]) {
                    *to += weight * x;
                }
            }
            let length = column.norm() + 1e-9;
            column.unscale_mut(length);
            lengths.push(length);
        }
        Side { kept, units, lengths }
    }

    /// Learns from one batch; answers its mean loss.
    fn learn(&mut self, bags: &[Bag], batch: &[(usize, usize, usize)], rate: f32, random: &mut Random) -> f32 {
        let n = batch.len();
        let a = self.side(bags, batch.iter().map(|p| p.0), random);
        let b = self.side(bags, batch.iter().map(|p| p.1), random);
        let mut likeness = a.units.transpose() * &b.units;
        likeness.unscale_mut(self.settings.temperature);
        // Another pair of the same skill is no contrast.
        let mut of_skill: HashMap<usize, Vec<usize>> = HashMap::new();
        for (i, p) in batch.iter().enumerate() {
            of_skill.entry(p.2).or_default().push(i);
        }
        for same in of_skill.values() {
            for &i in same {
                for &j in same {
                    if i != j {
                        likeness[(i, j)] = -1e9;
                    }
                }
            }
        }
        let (pull, loss) = shares(&likeness);
        let scale = 1.0 / (self.settings.temperature * n as f32);
        let to_a = &b.units * pull.transpose() * scale;
        let to_b = &a.units * &pull * scale;
        self.step(&[(a, to_a), (b, to_b)], rate);
        loss
    }

    fn step(&mut self, sides: &[(Side, DMatrix<f32>)], rate: f32) {
        let d = self.settings.dimensions;
        let mut place = vec![u32::MAX; self.settings.rows];
        let mut touched: Vec<u32> = Vec::new();
        let mut sums: Vec<f32> = Vec::new();
        for (side, pull) in sides {
            for (i, bag) in side.kept.iter().enumerate() {
                let (unit, pull) = (side.units.column(i), pull.column(i));
                // Only what turns the direction counts, not what lengthens it.
                let turn = (pull - unit * unit.dot(&pull)) / side.lengths[i];
                for row in bag {
                    let at = &mut place[*row as usize];
                    if *at == u32::MAX {
                        *at = touched.len() as u32;
                        touched.push(*row);
                        sums.resize(sums.len() + d, 0.0);
                    }
                    let from = *at as usize * d;
                    let weight = self.weights[*row as usize];
                    for (s, t) in sums[from..from + d].iter_mut().zip(turn.iter()) {
                        *s += weight * t;
                    }
                }
            }
        }
        for (row, sum) in touched.iter().zip(sums.chunks_exact(d)) {
            let from = *row as usize * d;
            let (rows, squares) = (&mut self.rows[from..from + d], &mut self.squares[from..from + d]);
            for ((x, square), g) in rows.iter_mut().zip(squares).zip(sum) {
                *square += g * g;
                *x -= rate * g / square.sqrt();
            }
        }
    }

    /// The table, with the weights of rows in it; rows that nothing has are empty.
    fn finish(mut self) -> Option<Vectors> {
        let d = self.settings.dimensions;
        for (i, row) in self.rows.chunks_exact_mut(d).enumerate() {
            let used = self.squares[i * d..i * d + d].iter().any(|s| *s > 1e-8);
            for x in row {
                *x *= if used { self.weights[i] } else { 0.0 };
            }
        }
        Vectors::new(d, self.rows)
    }
}

/// Derivative of the loss by each likeness (mean over both directions), and the mean loss.
fn shares(likeness: &DMatrix<f32>) -> (DMatrix<f32>, f32) {
    let n = likeness.nrows();
    let mut pull = DMatrix::zeros(n, n);
    let mut loss = 0.0;
    // Columns lie together in memory, so rows are summed in a pass over columns.
    let mut row_most = vec![f32::NEG_INFINITY; n];
    for column in likeness.column_iter() {
        for (m, x) in row_most.iter_mut().zip(column.iter()) {
            *m = m.max(*x);
        }
    }
    let mut row_sum = vec![0f32; n];
    for column in likeness.column_iter() {
        for ((s, m), x) in row_sum.iter_mut().zip(&row_most).zip(column.iter()) {
            *s += (x - m).exp();
        }
    }
    for j in 0..n {
        let column = likeness.column(j);
        let most = column.max();
        let sum: f32 = column.iter().map(|x| (x - most).exp()).sum();
        for i in 0..n {
            let x = column[i];
            let (by_row, by_column) = ((x - row_most[i]).exp() / row_sum[i], (x - most).exp() / sum);
            pull[(i, j)] = (by_row + by_column) / 2.0;
            if i == j {
                pull[(i, j)] -= 1.0;
                loss -= by_row.max(1e-9).ln();
            }
        }
    }
    (pull, loss / n as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use skillkeep::taxonomy::{Learned, SkillSource, Taxonomy, compile_with};

    fn source() -> PackSource {
        let skill = |id: &str, label: &str, aliases: &[&str], description: &str| SkillSource {
            id: id.into(),
            label: label.into(),
            aliases: aliases.iter().map(|a| (*a).into()).collect(),
            description: description.into(),
            ..SkillSource::default()
        };
        PackSource {
            sources: vec![Default::default()],
            skills: vec![
                skill(
                    "bread",
                    "bake bread",
                    &["prepare loaves", "make dough into loaves"],
                    "Knead flour and water, let it rise, and bake it.",
                ),
                skill(
                    "boats",
                    "sail boats",
                    &["steer a yacht", "handle a dinghy"],
                    "Read the wind, trim the canvas and hold a course at sea.",
                ),
                skill(
                    "roofs",
                    "cover roofs",
                    &["lay tiles", "fit slates"],
                    "Lay battens and shingles so that rain stays outside the house.",
                ),
            ],
            roles: Vec::new(),
        }
    }

    #[test]
    fn what_never_shares_a_word_with_a_label_still_finds_its_skill() {
        let settings =
            Settings { rows: 1 << 10, dimensions: 16, epochs: 60, batch: 16, drop: 0.0, ..Settings::default() };
        let mut losses = Vec::new();
        let vectors = train(&source(), &[], settings, &mut |_, loss| losses.push(loss)).unwrap();
        assert!(losses.last().unwrap() < &(losses[0] / 2.0), "{losses:?}");
        assert_eq!(vectors, train(&source(), &[], settings, &mut |_, _| ()).unwrap(), "the same each time");
        let pack = compile_with(&source(), Learned { table: Some(&vectors), ..Learned::default() }).unwrap();
        let tax = Taxonomy::open(&pack).unwrap();
        let first = |text: &str| tax.rank(text, 1).first().map(|(s, _)| tax.id(*s).to_owned());
        assert_eq!(first("knead the flour").as_deref(), Some("bread"));
        assert_eq!(first("the wind at sea and a yacht").as_deref(), Some("boats"));
        assert_eq!(first("shingles against rain").as_deref(), Some("roofs"));
    }

    #[test]
    fn no_text_gives_no_table() {
        assert!(train(&PackSource::default(), &[], Settings::default(), &mut |_, _| ()).is_none());
    }
}
