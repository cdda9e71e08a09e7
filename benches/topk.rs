//! Top-20 of 100 000 x 64 natively: what the browser's figure is held against. Prints the median as JSON.

use std::hint::black_box;
use std::time::Instant;

const ROWS: usize = 100_000;
const WIDTH: usize = 64;
const COUNT: usize = 20;
const RUNS: usize = 31;

/// The same numbers as `benches/browser.mjs` makes: Numerical Recipes' generator, 24 bits, exact in f32.
struct Numbers(u32);

impl Numbers {
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as f32 / 16_777_216.0 - 0.5
    }
}

fn main() {
    let mut numbers = Numbers(1);
    let factors: Vec<f32> = (0..ROWS * WIDTH).map(|_| numbers.next()).collect();
    let person: Vec<f32> = (0..WIDTH).map(|_| numbers.next()).collect();
    let top = || skillkeep::recommend::top_k(black_box(&factors), WIDTH, black_box(&person), COUNT, &[]);
    let rows: Vec<u32> = top().into_iter().map(|(row, _)| row).collect();
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            black_box(top());
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{{\"ms\":{},\"rows\":{rows:?}}}", times[RUNS / 2]);
}
