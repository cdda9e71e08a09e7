//! What was planted is found again behind the noise, and nothing is found where nothing was planted.
//!
//! The true sums come from the real engine of everybody who is asked, once; the noise of both aggregators is then drawn from
//! twenty fixed seeds with the real sampler, and each draw is released, signed, opened and judged as the company would.

#[path = "support/mod.rs"]
mod support;

use std::collections::BTreeMap;

use serde_json::Value;
use skillkeep_dap::noise::Sampler;
use skillkeep_insight::{AuditPlan, Horizon, KeeperKeys, Reading, Reference, Released, Sums, Verdict, audit, forecast};
use skillkeep_server::release::{FORMAT, Release, ReleaseKey};
use skillkeep_simulate::stage::Stage;
use skillkeep_simulate::{Browsers, Chance, Plants, Population, plants};
use support::{TENANT, company, costed, dictionary, population, quarter, within};

/// The people of a run, not of its noise.
const SEED: u64 = 7;
const SEEDS: std::ops::Range<u64> = 100..120;
/// Quarters that are released before the one that is forecast.
const KNOWN: u32 = 7;

type Truth = BTreeMap<(u32, String, String), Vec<i64>>;

/// Real engines of these people over some quarters, each going on from what it kept; two threads.
fn truth(
    population: &Population,
    json: &Value,
    plants: Plants,
    people: &[usize],
    quarters: std::ops::Range<u32>,
) -> Truth {
    let half = people.len().div_ceil(2).max(1);
    let one = |some: &[usize]| {
        let browsers = Browsers::open(company(population, json), TENANT, population, SEED, plants).expect("opens");
        let mut sums = Truth::new();
        for number in some {
            let person = population.person(SEED, *number).expect("a person");
            let mut kept = None;
            for index in quarters.clone() {
                let (period, day) = within(index);
                let answers = browsers.report(&person, &period, Stage::noon(day), kept.as_ref()).expect("a report");
                for task in answers.sealing.tasks {
                    let length = task.measurement.shape.length() as usize;
                    let sum = sums.entry((index, task.measure, task.cell)).or_insert_with(|| vec![0; length]);
                    task.measurement.set.iter().for_each(|place| sum[*place as usize] += 1);
                }
                kept = Some(answers.kept);
            }
        }
        sums
    };
    std::thread::scope(|scope| {
        let halves: Vec<_> = people.chunks(half).map(|some| scope.spawn(|| one(some))).collect();
        let mut all = Truth::new();
        for (task, sums) in halves.into_iter().flat_map(|h| h.join().expect("a thread")) {
            let sum = all.entry(task).or_insert_with(|| vec![0; sums.len()]);
            sum.iter_mut().zip(sums).for_each(|(a, b)| *a += b);
        }
        all
    })
}

/// The keeper of a proof: draws both parties' noise from a seed, signs, and opens again.
struct Keeper {
    key: ReleaseKey,
    keys: KeeperKeys,
    sampler: Sampler,
    sigma2: u64,
}

impl Keeper {
    fn new(sigma2: u64) -> Keeper {
        let key = ReleaseKey::new("k", &[9; 32]);
        let keys = KeeperKeys::new(TENANT, [("k", key.public())]).expect("keys");
        Keeper { keys, key, sampler: Sampler::new(sigma2).expect("noise"), sigma2 }
    }

    fn release(&self, seed: u64, index: u32, measure: &str, cell: &str, truth: &[i64], people: u64) -> Released<Sums> {
        let mut chance = Chance::of(seed, 0, &format!("noise {index} {measure} {cell}"));
        let mut noise = || self.sampler.sample(chance.rng());
        let sums: Vec<i64> = truth.iter().map(|t| t + noise() + noise()).collect();
        let [period, start, end, ..] = quarter(index);
        let release = Release {
            format: FORMAT.to_owned(),
            tenant: TENANT.to_owned(),
            dictionary: 2,
            number: u64::from(index) + 1,
            measure: measure.to_owned(),
            cell: cell.to_owned(),
            task: "00".repeat(32),
            period,
            start,
            end,
            reports: people,
            headcount: people,
            sigma2: self.sigma2,
            keeper_share: "00".repeat(32),
            sums: None,
        };
        let envelope = self.key.sign(&release).expect("signed");
        Released::open(envelope.as_bytes(), &self.keys, Some(&sums)).expect("the keeper's")
    }
}

fn asked(json: &Value, measure: &str, over: &str) -> u64 {
    let measures = json["measures"].as_array().expect("a list");
    let of = measures.iter().find(|m| m["id"] == measure).expect("asked");
    let asked = of["asked"].as_array().expect("a list").iter().find(|a| a["over"] == over);
    asked.expect("asked over it")["sigma2"].as_u64().expect("a number")
}

/// The verdicts on women over the twenty seeds.
fn verdicts(population: &Population, plants: Plants) -> Vec<Verdict> {
    let json = dictionary(population, &["stretch-by-gender"], 3, None);
    let everybody: Vec<usize> = (0..population.len()).collect();
    let truth = truth(population, &json, plants, &everybody, 2..3);
    let counts = &truth[&(2, "stretch-by-gender".to_owned(), "all".to_owned())];
    let rate = |option: usize| {
        (counts[3 * option + 1] + counts[3 * option + 2]) as f64
            / counts[3 * option..3 * option + 3].iter().sum::<i64>() as f64
    };
    println!("women {:.3}, men {:.3}: {:.3} of them", rate(0), rate(1), rate(0) / rate(1));
    let keeper = Keeper::new(asked(&json, "stretch-by-gender", "company"));
    let plan = AuditPlan {
        options: ["woman", "man", "another"].map(str::to_owned).to_vec(),
        outcomes: 3,
        yes: vec![1, 2],
        no: vec![0],
        reference: Reference::Named("man".to_owned()),
    };
    SEEDS
        .map(|seed| {
            let released = keeper.release(seed, 2, "stretch-by-gender", "all", counts, 6000);
            audit(released.get(), &plan).expect("it fits").groups[0].verdict
        })
        .collect()
}

#[test]
fn the_planted_difference_is_called_one_and_no_other_is() {
    let population = population();
    let disparity = |verdicts: &[Verdict]| verdicts.iter().filter(|v| **v == Verdict::Disparity).count();
    let planted = verdicts(&population, Plants::ALL);
    assert!(disparity(&planted) >= 18, "{planted:?}");
    let none = verdicts(&population, Plants::NONE);
    assert!(disparity(&none) <= 2, "{none:?}");
    let cleared = none.iter().filter(|v| **v == Verdict::NoMaterialDisparity).count();
    assert!(cleared >= 18, "and it can be said that there is none: {none:?}");
}

/// Forecasts the last quarter from those before it, over the twenty seeds. How often the true number lay in the 95 % band, and how
/// often the fan pointed this way with 90 % certainty.
fn foretold(population: &Population, function: &str, skill: &str, rising: bool) -> (usize, usize) {
    let mut json = dictionary(population, &["critical-skills"], KNOWN + 1, None);
    let place = json["measures"][0]["encoding"]["skills"].as_array().expect("a list").iter().position(|s| *s == skill);
    let place = place.expect("it is asked about");
    json["measures"][0] = costed(population, json["measures"][0].clone());
    let of = |n: &usize| population.person(SEED, *n).is_some_and(|p| p.cell.function == function);
    let all: Vec<usize> = (0..population.len()).filter(of).collect();
    // A sample of a large function, scaled to all of it.
    let some: Vec<usize> = all.iter().copied().take(640).collect();
    let scale = all.len() as f64 / some.len() as f64;
    let truth = truth(population, &json, Plants::ALL, &some, 0..KNOWN + 1);
    let cell = format!("function/{function}");
    let scaled = |index: u32| -> Vec<i64> {
        let sums = &truth[&(index, "critical-skills".to_owned(), cell.clone())];
        sums.iter().map(|n| (*n as f64 * scale).round() as i64).collect()
    };
    let line: Vec<i64> = (0..=KNOWN).map(|index| scaled(index)[place]).collect();
    println!("{skill} in {function} of {}: {line:?}", all.len());
    let keeper = Keeper::new(asked(&json, "critical-skills", "function"));
    let people = all.len() as u64;
    let (mut within_band, mut sure, mut widest) = (0, 0, 0.0f64);
    for seed in SEEDS {
        let readings: Vec<Option<Reading>> = (0..KNOWN)
            .map(|index| {
                let released = keeper.release(seed, index, "critical-skills", &cell, &scaled(index), people);
                released.get().at(place).map(Reading::from)
            })
            .collect();
        let fan = forecast(&readings, &Horizon { periods: 1, ceiling: people as f64, demand: None }).expect("enough");
        within_band += usize::from(fan.points[0].band95.contains(line[KNOWN as usize] as f64));
        sure += usize::from(if rising { fan.rising > 0.9 } else { fan.rising < 0.1 });
        widest = fan.points[0].band95.width().max(widest);
    }
    println!("{within_band} of 20 in the band, sure of the way {sure}, widest band {widest:.0} people");
    assert!(widest < people as f64 / 5.0, "not bought with width: {widest}");
    (within_band, sure)
}

#[test]
fn the_planted_trends_lie_in_their_bands() {
    let population = population();
    for (function, skill, rising) in
        [(plants::RISING_IN, plants::RISING, true), (plants::FALLING_IN, plants::FALLING, false)]
    {
        let (within_band, sure) = foretold(&population, function, skill, rising);
        assert!(within_band >= 18 && sure >= 18, "{skill}: {within_band} and {sure} of 20");
    }
}

/// Words that no skill explains are found in about as many people as have them, and no other word of the list in anybody.
#[test]
fn the_planted_words_are_named_and_no_others() {
    let population = population();
    let mut json = dictionary(&population, &["new-words"], 5, None);
    let everybody: Vec<usize> = (0..2400).collect();
    // Asked in the quarter that ends with December 2025.
    let truth = truth(&population, &json, Plants::NONE, &everybody, 4..5);
    let sums = &truth[&(4, "new-words".to_owned(), "all".to_owned())];
    let list: Vec<String> =
        serde_json::from_value(json["measures"][0]["encoding"]["terms"].take()).expect("a list of words");
    for (place, word) in list.iter().enumerate() {
        let planted = plants::WORDS.iter().find(|(w, ..)| w == word);
        let named = sums[place];
        match planted {
            // Of eight quarters those of the last twelve months that are over.
            Some((_, "", share)) => {
                let expected = 2400.0 * share * 4.0 / 8.0;
                assert!((named as f64 - expected).abs() < 4.0 * expected.sqrt(), "{word}: {named}, about {expected}");
            }
            Some(_) => assert!(named > 0, "{word}"),
            None => assert_eq!(named, 0, "{word}"),
        }
    }
}
