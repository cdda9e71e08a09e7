//! `cargo x eval memory`: the chance that each review succeeds, for logs of reviews, against a constant and against FSRS-6.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use skillkeep::profile::memory::{Card, Learner, Rating};

use crate::run::{Failed, read, write};

const USAGE: &str = "cargo x eval memory --reviews F --out P.txt
  --reviews  columns user, card, time (seconds), rating (1 again, 2 hard, 3 good, 4 easy); commas or tabs
  --out      for each predicted row, in the order of the file: its number (1 is the first after the header) and the chance that
             it is remembered, apart by a comma. Predicted are the rows after the first 60 % of each person's, by time.";
const SECONDS: f64 = 86_400.0;
/// A person's log loss counts as worse than the constant's from here on, per review.
const WORSE: f64 = 1e-9;

struct Review {
    row: usize,
    card: u32,
    time: f64,
    rating: Rating,
}

/// What one person's predicted rows came to: sums of log losses, and reviews.
#[derive(Clone, Copy, Default)]
struct Sums {
    reviews: f64,
    /// Constant, published, personal mixture.
    losses: [f64; 3],
}

/// Predicted and observed in a bin.
type Bins = HashMap<i64, (f64, f64, f64)>;

/// Predicts, compares, writes.
///
/// # Errors
/// A flag that is not known, a file that cannot be read, a bad row: with file and line.
pub(super) fn memory(args: &[&str]) -> Result<(), Failed> {
    let (mut reviews, mut out) = (None, None);
    let mut rest = args.iter();
    while let Some(flag) = rest.next() {
        if *flag == "--help" {
            println!("{USAGE}");
            return Ok(());
        }
        let value = rest.next().ok_or_else(|| Failed::new(format!("{flag} wants a value\n{USAGE}")))?;
        match *flag {
            "--reviews" => reviews = Some(PathBuf::from(value)),
            "--out" => out = Some(PathBuf::from(value)),
            _ => return Err(Failed::new(format!("{flag} is not known\n{USAGE}"))),
        }
    }
    let Some(path) = reviews else { return Err(Failed::new(USAGE)) };
    if !path.exists() {
        println!("skipped: {} is not here", path.display());
        return Ok(());
    }
    let (mut chances, mut people, mut early) = (Vec::new(), Vec::new(), Sums::default());
    let mut bins: [Bins; 3] = Default::default();
    for person in logs(&path)? {
        let sums = follow(person, &mut chances, &mut bins, &mut early);
        people.push(sums);
    }
    chances.sort_by_key(|c| c.0);
    if let Some(out) = out {
        let mut text = String::new();
        for (row, chance) in &chances {
            writeln!(text, "{row},{chance:.6}").map_err(Failed::new)?;
        }
        write(&out, text.as_bytes())?;
    }
    let reviews: f64 = people.iter().map(|p| p.reviews).sum();
    println!("{} people, {reviews} predicted reviews; log loss, RMSE(bins):", people.len());
    for (k, name) in ["constant", "FSRS-6", "ours"].into_iter().enumerate() {
        let loss: f64 = people.iter().map(|p| p.losses[k]).sum::<f64>() / reviews.max(1.0);
        let square: f64 = bins[k].values().map(|(n, p, y)| (p - y) * (p - y) / n.max(1.0)).sum();
        let first = early.losses[k] / early.reviews.max(1.0);
        println!(
            "  {name:9} {loss:.4}  {:.4}   first 50 reviews of each person {first:.4}",
            (square / reviews.max(1.0)).sqrt()
        );
    }
    let worse = |than: usize| people.iter().filter(|p| p.losses[2] > p.losses[than] + WORSE * p.reviews).count();
    println!("worse than the constant: {} people; worse than FSRS-6: {}", worse(0), worse(1));
    Ok(())
}

/// Follows one person's reviews; adds predicted rows to `chances`.
fn follow(person: Vec<Review>, chances: &mut Vec<(usize, f64)>, bins: &mut [Bins; 3], early: &mut Sums) -> Sums {
    let (mut learner, mut cards, mut sums) = (Learner::default(), HashMap::<u32, (Card, f64)>::new(), Sums::default());
    let learned = person.len() * 6 / 10;
    for (k, review) in person.iter().enumerate() {
        if k == learned {
            learner.freeze();
        }
        let known = cards.get(&review.card).map(|(card, last)| (*card, (review.time - last).max(0.0) / SECONDS));
        let was = learner.chances(known);
        let right = review.rating.remembered();
        let three = [was.share, was.published, was.mixed].map(|p| p.clamp(1e-6, 1.0 - 1e-6));
        let losses = three.map(|p| -(if right { p } else { 1.0 - p }).ln());
        if k < 50 && known.is_some() {
            early.reviews += 1.0;
            early.losses.iter_mut().zip(losses).for_each(|(sum, l)| *sum += l);
        }
        if k >= learned {
            chances.push((review.row, three[2]));
            sums.reviews += 1.0;
            sums.losses.iter_mut().zip(losses).for_each(|(sum, l)| *sum += l);
            for (bins, p) in bins.iter_mut().zip(three) {
                // Bins of the time that has passed, as the public benchmark has them, in steps of a factor.
                let bin = known.map_or(-99, |(_, days)| ((days + 0.01).ln() * 2.0).round() as i64);
                let bin = bins.entry(bin).or_default();
                *bin = (bin.0 + 1.0, bin.1 + p, bin.2 + f64::from(u8::from(right)));
            }
        }
        learner.learn(known, right);
        let card = known.map_or_else(|| Card::first(review.rating), |(card, days)| card.review(review.rating, days));
        cards.insert(review.card, (card, review.time));
    }
    sums
}

/// Reviews by person in the order of the file's first mention, each person's by time.
fn logs(path: &Path) -> Result<Vec<Vec<Review>>, Failed> {
    let bytes = read(path)?;
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    let first = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let delimiter = [b'\t', b';', b','].into_iter().find(|d| first.contains(d)).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(bytes);
    let headers = reader.headers().map_err(|e| Failed::new(format!("{}: {e}", path.display())))?.clone();
    let at = |name: &str| {
        let at = headers.iter().position(|h| h.eq_ignore_ascii_case(name));
        at.ok_or_else(|| Failed::new(format!("{}:1: no column {name}", path.display())))
    };
    let (user, card, time, rating) = (at("user")?, at("card")?, at("time")?, at("rating")?);
    let (mut places, mut cards) = (HashMap::new(), HashMap::new());
    let mut people: Vec<Vec<Review>> = Vec::new();
    for (k, record) in reader.records().enumerate() {
        let bad = |why: String| Failed::new(format!("{}:{}: {why}", path.display(), k + 2));
        let record = record.map_err(|e| bad(e.to_string()))?;
        let cell = |k: usize| record.get(k).unwrap_or_default();
        let when = cell(time).parse::<f64>().ok().filter(|t| t.is_finite());
        let when = when.ok_or_else(|| bad(format!("the time {} is no number", cell(time))))?;
        let how =
            cell(rating).parse::<f64>().ok().filter(|r| r.fract() == 0.0).and_then(|r| Rating::from_number(r as u8));
        let how = how.ok_or_else(|| bad(format!("the rating {} is none of 1, 2, 3, 4", cell(rating))))?;
        let next = places.len();
        let person = *places.entry(cell(user).to_owned()).or_insert(next);
        if person == people.len() {
            people.push(Vec::new());
        }
        let next = cards.len() as u32;
        let card = *cards.entry(cell(card).to_owned()).or_insert(next);
        people[person].push(Review { row: k + 1, card, time: when, rating: how });
    }
    for person in &mut people {
        person.sort_by(|a, b| a.time.total_cmp(&b.time));
    }
    Ok(people)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reviews(flipped: Option<usize>) -> Vec<Review> {
        let rating = |k: usize| if (k % 4 == 1) != (flipped == Some(k)) { Rating::Again } else { Rating::Good };
        let review =
            |k: usize| Review { row: k + 1, card: (k % 5) as u32, time: k as f64 * 40_000.0, rating: rating(k) };
        (0..100).map(review).collect()
    }

    fn chances(flipped: Option<usize>) -> Vec<(usize, f64)> {
        let (mut chances, mut bins, mut early) = (Vec::new(), Default::default(), Sums::default());
        follow(reviews(flipped), &mut chances, &mut bins, &mut early);
        chances
    }

    #[test]
    fn a_review_is_predicted_before_it_is_seen_and_only_the_first_part_is_learned_from() {
        let plain = chances(None);
        assert_eq!(plain.first().map(|c| c.0), Some(61), "predicted are the rows after the first 60 of 100");
        for flipped in [60, 75, 99] {
            let other = chances(Some(flipped));
            assert_eq!(plain[..=flipped - 60], other[..=flipped - 60], "row {}", flipped + 1);
        }
        assert_ne!(plain, chances(Some(20)), "what may be learned from changes what is predicted");
    }

    #[test]
    fn a_bad_row_is_named_with_its_line() {
        let path = std::env::temp_dir().join(format!("skillkeep-reviews-{}.csv", std::process::id()));
        for (text, why) in [
            ("user,card,time,rating\na,1,0,3\na,1,9,5\n", ":3: the rating 5 is none of 1, 2, 3, 4"),
            ("user,card,time,rating\na,1,0,2.5\n", ":2: the rating 2.5"),
            ("user,card,time,rating\na,1,soon,3\n", ":2: the time soon is no number"),
            ("user,card,time\na,1,0\n", ":1: no column rating"),
        ] {
            std::fs::write(&path, text).unwrap();
            let refused = format!("{:?}", logs(&path).err().unwrap());
            assert!(refused.contains(why), "{refused} should say {why}");
        }
        std::fs::remove_file(path).unwrap();
    }
}
