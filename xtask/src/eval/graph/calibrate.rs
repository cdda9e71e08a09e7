//! Is a guess from neighbours as often right as it says? Occupations are people here: a fifth of them is left out of the
//! learning, some of each one's skills are seen, and the rest is guessed as the profile does.

use skillkeep::clock::Millis;
use skillkeep::profile::{Estimate, MOST_CHANCE, Parameters, Standing, infer};
use skillkeep::taxonomy::{SkillId, Taxonomy};

use super::links::Links;

/// Shares of a person's skills that the evidence shows.
const SEEN: [f64; 3] = [0.8, 0.5, 0.3];
/// Upper ends of the classes of the table.
const CLASSES: [f64; 7] = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, MOST_CHANCE + 1e-9];

/// The links without every fifth occupation, and which those are.
pub(super) fn without_a_fifth(links: &Links) -> (Links, Vec<usize>) {
    let person = |u: usize| u.is_multiple_of(5);
    let given = links.given.iter().enumerate().map(|(u, g)| if person(u) { Vec::new() } else { g.clone() }).collect();
    let held = vec![Vec::new(); links.given.len()];
    (Links { skills: links.skills, given, held }, (0..links.given.len()).filter(|u| person(*u)).collect())
}

/// What a person surely has: a level of 3, well proven.
fn sure() -> Estimate {
    Estimate {
        mean: 3.0,
        sd: 0.5,
        stability: 90.0,
        last: Some(Millis(0)),
        p_held: 1.0,
        standing: Standing::Inferred,
        evidence: 3,
        fading: false,
    }
}

/// Prints the reliability tables. `pack` was made without the occupations in `people`; `numbers` are its skills' numbers.
pub(super) fn table(links: &Links, pack: &Taxonomy, numbers: &[Option<u32>], people: &[usize]) {
    println!("guesses from neighbours of {} occupations that were not learned from, as of a person:", people.len());
    let parameters = Parameters::default();
    for seen in SEEN {
        let mut rows = [(0usize, 0.0f64, 0usize); CLASSES.len()];
        for u in people {
            let mut state = vec![0u8; links.skills];
            for s in &links.given[*u] {
                let draw = super::links::draw(*u as u64, u64::from(*s));
                state[*s as usize] = if draw < seen { 2 } else { 1 };
            }
            for (ix, number) in (0u32..).zip(numbers) {
                let of = |s: SkillId| numbers.get(s.0 as usize).copied().flatten().map_or(0, |n| state[n as usize]);
                let Some(state) = number.map(|n| state[n as usize]).filter(|s| *s < 2) else { continue };
                let near = pack.adjacent(SkillId(ix)).filter(|n| of(n.0) == 2).map(|n| (n.1, sure()));
                if let Some(guess) = infer(&parameters, near) {
                    let class = CLASSES.iter().position(|c| guess.chance <= *c).unwrap_or(CLASSES.len() - 1);
                    rows[class].0 += 1;
                    rows[class].1 += guess.chance;
                    rows[class].2 += usize::from(state == 1);
                }
            }
        }
        let all = rows.iter().map(|r| r.0).sum::<usize>().max(1) as f64;
        let error: f64 = rows.iter().map(|r| (r.1 - r.2 as f64).abs()).sum::<f64>() / all;
        println!(
            "  evidence shows {:.0} % of what they have: {all} guesses, calibration error {error:.3}",
            seen * 100.0
        );
        for ((n, chance, has), class) in rows.into_iter().zip(CLASSES).filter(|(r, _)| r.0 > 0) {
            let n_ = n as f64;
            println!("    chance to {class:.2}: {n:>6} guesses, said {:.3}, was {:.3}", chance / n_, has as f64 / n_);
        }
    }
}
