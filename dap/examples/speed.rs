//! What a report costs, by hand: microseconds of each step on one core, and bytes. `cargo run --release -p skillkeep-dap --example speed`

use std::time::{Duration, Instant};

use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng;
use skillkeep_dap::aggregator::Task;
use skillkeep_dap::client::{Target, report};
use skillkeep_dap::codec::Encode;
use skillkeep_dap::hpke::Keypair;
use skillkeep_dap::messages::Interval;
use skillkeep_dap::task::{TaskConfiguration, VdafConfig};

const REPORTS: u32 = 200;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!(
        "{:<18}{:>10}{:>13}{:>13}{:>15}{:>9}",
        "us a report", "client", "leader init", "helper init", "leader finish", "bytes"
    );
    measure("Histogram 200", VdafConfig::histogram(200), &[17])?;
    measure("Multihot 202/14", VdafConfig::multihot(202, 14), &[0, 3, 9, 12, 44, 71, 90, 101, 140, 155, 170, 199, 201])
}

fn measure(name: &str, vdaf: VdafConfig, set: &[u32]) -> Result<(), Box<dyn std::error::Error>> {
    let rng = &mut ChaCha20Rng::from_seed([1; 32]);
    let days = Interval { start: 0, duration: 92 };
    let configuration = TaskConfiguration::new([7; 32], ["/leader/", "/keeper/"], 50, vdaf, days)?;
    let id = configuration.derive_id("sample")?;
    let task = Task::new(id, configuration, &[9; 32])?;
    let (leader, helper) = (Keypair::generate(1, rng), Keypair::generate(2, rng));
    let to = Target {
        task: id,
        configuration: &task.configuration,
        vdaf: &task.vdaf,
        leader: leader.config(),
        helper: helper.config(),
    };
    let (mut spent, mut bytes) = ([Duration::ZERO; 4], 0);
    for _ in 0..REPORTS {
        let start = Instant::now();
        let report = report(&to, set, 0, Vec::new(), rng)?;
        let sealed = Instant::now();
        let (state, init) = task.leader_init(&leader, &report, &[])?;
        let begun = Instant::now();
        let (_, answer) = task.helper_init(&helper, &init, &[])?;
        let answered = Instant::now();
        task.leader_finish(state, &answer)?;
        let steps = [sealed - start, begun - sealed, answered - begun, answered.elapsed()];
        spent.iter_mut().zip(steps).for_each(|(sum, step)| *sum += step);
        bytes = report.get_encoded()?.len();
    }
    let [client, begin, help, finish] = spent.map(|sum| (sum / REPORTS).as_micros());
    println!("{name:<18}{client:>10}{begin:>13}{help:>13}{finish:>15}{bytes:>9}");
    Ok(())
}
