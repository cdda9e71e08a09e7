//! Fills a store: a release of every task and period, signed, its sums noised.

use std::path::Path;

use skillkeep::Millis;
use skillkeep::sync::{Dictionary, Encoding};
use skillkeep_dap::messages::TaskId;
use skillkeep_server::release::{FORMAT, Release, hex};
use skillkeep_server::store::InsightStore;
use skillkeep_server::store::insight::Kept;
use skillkeep_server::tasks::{Asked, Span, Tasks};

use crate::Any;
use crate::company::{SIGMA2, Size, TENANT, dictionary, key};

/// Releases kept in one transaction.
const TOGETHER: usize = 2000;

/// Fills it, and up to `rows` with releases of earlier dictionaries; how many there are.
pub(crate) async fn fill(size: &Size, database: &Path, rows: u64) -> Any<u64> {
    let dictionary: Dictionary = serde_json::from_value(dictionary(size))?;
    let tasks = Tasks::derive(&dictionary, TENANT, &[0; 32])?;
    let store = InsightStore::open(database, None, TENANT).await?;
    let (mut random, mut number, mut some) = (Random(7), 0u64, Vec::new());
    for asked in tasks.all() {
        let measure =
            dictionary.measures.iter().find(|m| m.id == asked.measure).ok_or("a task without its question")?;
        for (at, span) in asked.periods.iter().enumerate() {
            number += 1;
            let sums = sums(asked, &measure.encoding, at as f64 / asked.periods.len() as f64, &mut random);
            some.push(release(asked, span, number, sums)?);
            if some.len() == TOGETHER {
                store.keep(&std::mem::take(&mut some)).await?;
            }
        }
    }
    // What was asked before a question was changed stays in the table; nobody is shown it.
    let model = some.last().cloned();
    let mut task = [0; 32];
    while let Some(model) = model.as_ref().filter(|_| number < rows) {
        let period = number % size.periods.max(1) as u64;
        if period == 0 {
            task.chunks_exact_mut(8).for_each(|eight| eight.copy_from_slice(&random.next().to_be_bytes()));
        }
        number += 1;
        some.push(Kept { task: TaskId(task), period, number, sums: Some(vec![100; 8]), ..model.clone() });
        if some.len() == TOGETHER {
            store.keep(&std::mem::take(&mut some)).await?;
        }
        if number.is_multiple_of(1_000_000) {
            eprintln!("{number} rows");
        }
    }
    store.keep(&some).await?;
    store.close().await;
    Ok(number)
}

fn release(asked: &Asked, span: &Span, number: u64, sums: Vec<i64>) -> Any<Kept> {
    let release = Release {
        format: FORMAT.into(),
        tenant: TENANT.into(),
        dictionary: 3,
        number,
        measure: asked.measure.clone(),
        cell: asked.cell.clone(),
        task: hex(&asked.task.id.0),
        period: span.id.clone(),
        start: span.written[0].clone(),
        end: span.written[1].clone(),
        reports: asked.people * 4 / 5,
        headcount: asked.people,
        sigma2: SIGMA2,
        keeper_share: hex(&[0; 32]),
        sums: None,
    };
    let envelope = key().sign(&release).ok_or("not signed")?;
    let (measure, cell) = (asked.measure.clone(), asked.cell.clone());
    Ok(Kept {
        task: asked.task.id,
        period: span.start,
        measure,
        cell,
        envelope,
        sums: Some(sums),
        number,
        at: Millis(0),
        recorded: false,
    })
}

/// What people answer, `done` of the way from the first period to the last, and the noise of both aggregators.
fn sums(asked: &Asked, encoding: &Encoding, done: f64, random: &mut Random) -> Vec<i64> {
    let (length, people) = (asked.task.vdaf.length(), (asked.people * 4 / 5) as f64);
    let spread = (2.0 * SIGMA2 as f64).sqrt();
    let truth = |place: usize| match encoding {
        Encoding::Outcome { .. } | Encoding::Change { .. } | Encoding::Paths { .. } => people / length as f64,
        _ if place + 1 == length => people,
        _ if place + 2 == length => 0.05 * people,
        // A third of all skills grow, a third wane.
        _ => people * (0.1 + 0.02 * (place % 23) as f64 + 0.1 * done * ((place % 3) as f64 - 1.0)),
    };
    (0..length).map(|place| (truth(place) + spread * random.normal()).round() as i64).collect()
}

/// xorshift64* (Vigna 2016).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// Near enough a normal: twelve uniforms.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| (self.next() >> 11) as f64 / (1u64 << 53) as f64).sum::<f64>() - 6.0
    }
}
