//! What is taken together, its whole way: two hundred people's items, clipped, proved, sealed for two aggregators, opened, verified
//! and summed give the clipped counts, every one of them, where no noise is added.

use std::time::Instant;

use chacha20::ChaCha20Rng;
use chacha20::rand_core::{Rng, SeedableRng};
use skillkeep::sync::{Clip, Encoding, Facts, Shape, pair_place};
use skillkeep_dap::aggregator::Task;
use skillkeep_dap::client::{Target, report};
use skillkeep_dap::codec::{Decode, Encode};
use skillkeep_dap::hpke::Keypair;
use skillkeep_dap::messages::{
    AggregationJobInitReq, BATCH_MODE_TIME_INTERVAL, Extension, Interval, Report, ReportError, VerifyResult,
};
use skillkeep_dap::task::{TaskConfiguration, VdafConfig};
use skillkeep_dap::vdaf::{Share, unshard};

const DAY: u64 = 20_727;
const TOKEN: u16 = 0xff01;
/// Largest report that the measure may make, bytes.
const LARGEST: usize = 750_000;

struct World {
    task: Task,
    leader: Keypair,
    keeper: Keypair,
    rng: ChaCha20Rng,
}

impl World {
    fn new(shape: Shape) -> World {
        let Shape::Multihot { length, max_weight } = shape else { panic!("not a multi-hot answer") };
        let mut rng = ChaCha20Rng::from_seed([4; 32]);
        let vdaf = VdafConfig::multihot(length, u64::from(max_weight));
        let days = Interval { start: DAY, duration: 92 };
        let configuration = TaskConfiguration::new([7; 32], ["/leader/", "/keeper/"], 50, vdaf, days).expect("a task");
        let id = configuration.derive_id("sample").expect("an id");
        let task = Task::new(id, configuration, &[9; 32]).expect("a task");
        let (leader, keeper) = (Keypair::generate(1, &mut rng), Keypair::generate(2, &mut rng));
        World { task, leader, keeper, rng }
    }

    fn seal(&mut self, set: &[u32]) -> Vec<u8> {
        let target = Target {
            task: self.task.id,
            configuration: &self.task.configuration,
            vdaf: &self.task.vdaf,
            leader: self.leader.config(),
            helper: self.keeper.config(),
        };
        let token = Extension { kind: TOKEN, data: vec![1; 320] };
        let sealed = report(&target, set, DAY, vec![token], &mut self.rng).expect("seals");
        sealed.get_encoded().expect("bytes")
    }

    /// Both aggregators' shares of one report.
    fn count(&self, bytes: &[u8]) -> Result<(Share, Share), ReportError> {
        let report = Report::get_decoded(bytes).expect("a report");
        let (state, init) = self.task.leader_init(&self.leader, &report, &[TOKEN])?;
        let job = AggregationJobInitReq {
            verification_key: 0,
            parameter: Vec::new(),
            batch_mode: BATCH_MODE_TIME_INTERVAL,
            reports: vec![init],
        };
        let job = AggregationJobInitReq::get_decoded(&job.get_encoded().expect("bytes")).expect("a job");
        let (keeper, result): (Share, VerifyResult) = self.task.helper_init(&self.keeper, &job.reports[0], &[TOKEN])?;
        Ok((self.task.leader_finish(state, &result)?, keeper))
    }
}

fn items(n: usize) -> Vec<String> {
    (0..n).map(|i| format!("i{i}")).collect()
}

/// Somebody who finished each item with a chance that falls from the first to the last.
fn somebody(n: usize, rng: &mut ChaCha20Rng) -> Facts {
    let done = (0..n).filter(|i| (rng.next_u32() as usize).is_multiple_of(2 + i / 4)).map(|i| (format!("i{i}"), false));
    Facts { known: true, items: done.collect(), ..Facts::default() }
}

#[test]
fn the_real_way_gives_the_clipped_counts_of_two_hundred_people() {
    const ITEMS: usize = 40;
    const CLIP: usize = 8;
    let encoding = Encoding::Together { items: items(ITEMS), clip: CLIP as u32 };
    let mut world = World::new(encoding.shape(0));
    let length = encoding.shape(0).length() as usize;
    let mut chance = ChaCha20Rng::from_seed([5; 32]);
    let mut clear = vec![0i64; length];
    let (mut leader, mut keeper) = (Share::zero(length), Share::zero(length));
    let mut cut = 0;
    for n in 0..200u8 {
        let facts = somebody(ITEMS, &mut chance);
        let answer = encoding.answer(&facts, &[], Clip::Random(&[n; 32]));
        // Counted from the items that were kept, not from the places that were set.
        let kept: Vec<usize> = (0..ITEMS).filter(|i| answer.set.contains(&(*i as u32))).collect();
        assert_eq!(kept.len(), facts.items.len().min(CLIP));
        assert!(kept.iter().all(|i| facts.items.contains_key(&format!("i{i}"))));
        for (at, a) in kept.iter().enumerate() {
            clear[*a] += 1;
            kept[at + 1..].iter().for_each(|b| clear[pair_place(ITEMS, *a, *b)] += 1);
        }
        clear[length - 2] += i64::from(facts.items.len() > CLIP);
        clear[length - 1] += 1;
        cut += usize::from(facts.items.len() > CLIP);
        let sealed = world.seal(&answer.set);
        let (a, b) = world.count(&sealed).expect("counted");
        leader.add(&a).expect("of one length");
        keeper.add(&b).expect("of one length");
    }
    assert!((20..180).contains(&cut), "some are clipped, some are not: {cut}");
    assert_eq!(unshard(&leader, &keeper).expect("of one length"), clear);
}

#[test]
fn one_item_more_than_the_clip_is_not_counted() {
    let encoding = Encoding::Together { items: items(20), clip: 3 };
    let mut world = World::new(encoding.shape(0));
    // Four items and their six pairs, and both marks of the end: more than three items and three pairs.
    let four =
        [0, 1, 2, 3].into_iter().chain((0..4).flat_map(|a| (a + 1..4).map(move |b| pair_place(20, a, b) as u32)));
    let sealed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| world.seal(&four.collect::<Vec<_>>())));
    assert!(
        sealed.is_err(),
        "an honest client does not seal it; what a hostile one makes is refused in the tests of dap"
    );
}

#[test]
fn three_hundred_items_fit_a_report() {
    let encoding = Encoding::Together { items: items(300), clip: 12 };
    let mut world = World::new(encoding.shape(0));
    let facts = Facts { known: true, items: (0..40).map(|i| (format!("i{i}"), true)).collect(), ..Facts::default() };
    let answer = encoding.answer(&facts, &[], Clip::Random(&[1; 32]));
    assert_eq!(answer.set.len(), 12 + 66 + 2, "twelve items, their pairs, clipped, answered");
    let start = Instant::now();
    let sealed = world.seal(&answer.set);
    println!("{} bytes, sealed in {:.0} ms", sealed.len(), start.elapsed().as_secs_f64() * 1e3);
    assert!(sealed.len() <= LARGEST, "{} bytes", sealed.len());
    world.count(&sealed).expect("counted");
}
