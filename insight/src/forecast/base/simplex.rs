//! Nelder & Mead 1965 within a box, for a few numbers.

/// The least of `f` near `start`; `step` is the size of the first simplex; all within 0..=1.
pub(super) fn least<const N: usize>(
    start: [f64; N],
    step: f64,
    evaluations: usize,
    f: impl Fn(&[f64; N]) -> f64,
) -> [f64; N] {
    let clamp = |mut x: [f64; N]| {
        x.iter_mut().for_each(|v| *v = v.clamp(0.0, 1.0));
        x
    };
    let mut points: Vec<(f64, [f64; N])> = Vec::with_capacity(N + 1);
    points.push((f(&start), start));
    for k in 0..N {
        let mut x = start;
        x[k] += if x[k] + step <= 1.0 { step } else { -step };
        let x = clamp(x);
        points.push((f(&x), x));
    }
    let mut used = N + 1;
    while used < evaluations {
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (best, worst) = (points[0], points[N]);
        if worst.0 - best.0 <= 1e-5 * best.0.abs() {
            break;
        }
        let mut middle = [0.0; N];
        for (_, x) in &points[..N] {
            for k in 0..N {
                middle[k] += x[k] / N as f64;
            }
        }
        let along = |t: f64| {
            let mut x = middle;
            for k in 0..N {
                x[k] += t * (worst.1[k] - middle[k]);
            }
            let x = clamp(x);
            (f(&x), x)
        };
        let reflected = along(-1.0);
        used += 1;
        let next = if reflected.0 < best.0 {
            used += 1;
            let further = along(-2.0);
            if further.0 < reflected.0 { further } else { reflected }
        } else if reflected.0 < points[N - 1].0 {
            reflected
        } else {
            used += 1;
            along(if reflected.0 < worst.0 { -0.5 } else { 0.5 })
        };
        if next.0 < worst.0 {
            points[N] = next;
            continue;
        }
        for (value, x) in &mut points[1..] {
            x.iter_mut().zip(best.1).for_each(|(x, b)| *x = f64::midpoint(*x, b));
            *value = f(x);
        }
        used += N;
    }
    points.iter().min_by(|a, b| a.0.total_cmp(&b.0)).map_or(start, |p| p.1)
}
