//! A method on means of several periods, where trends stand out from noise (Kourentzes, Petropoulos & Trapero 2014).

/// Fewest blocks a method is run on.
const FEWEST: usize = 6;

/// The mean over block sizes of what `method` says of the means of blocks, which end where the series ends; between the middles of
/// blocks by straight lines.
pub(crate) fn blocks(
    y: &[f64],
    periods: usize,
    sizes: &[usize],
    method: impl Fn(&[f64], usize) -> Vec<f64>,
) -> Vec<f64> {
    let mut out = vec![0.0; periods];
    let mut used = 0.0;
    for &size in sizes {
        let means: Vec<f64> = y.rchunks_exact(size).rev().map(|b| b.iter().sum::<f64>() / size as f64).collect();
        let Some(last) = means.last().copied().filter(|_| means.len() >= FEWEST || size == 1) else { continue };
        let told = method(&means, periods.div_ceil(size) + 1);
        let block = |at: i64| match usize::try_from(at) {
            Ok(at) => told.get(at).or(told.last()).copied().unwrap_or(last),
            Err(_) => last,
        };
        for (k, out) in out.iter_mut().enumerate() {
            let at = (k as f64 + 1.0 - (size as f64 + 1.0) / 2.0) / size as f64;
            let share = at - at.floor();
            *out += (1.0 - share) * block(at.floor() as i64) + share * block(at.floor() as i64 + 1);
        }
        used += 1.0;
    }
    out.iter_mut().for_each(|v| *v /= f64::max(used, 1.0));
    out
}
