//! The one hot loop of vectors.

use wide::f32x4;

/// Eight running sums in vector registers, named as such and unrolled by hand: a build for size does neither by itself,
/// and leaves the iterators' sums as calls.
#[inline(always)]
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let ((eights_a, rest_a), (eights_b, rest_b)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let mut rest = 0.0;
    for (x, y) in rest_a.iter().zip(rest_b) {
        rest += x * y;
    }
    let (fours_a, fours_b) = (eights_a.as_flattened().as_chunks::<4>().0, eights_b.as_flattened().as_chunks::<4>().0);
    let ((blocks_a, pairs_a), (blocks_b, pairs_b)) = (fours_a.as_chunks::<8>(), fours_b.as_chunks::<8>());
    let (mut low, mut high) = (f32x4::ZERO, f32x4::ZERO);
    for (x, y) in blocks_a.iter().zip(blocks_b) {
        low += f32x4::new(x[0]) * f32x4::new(y[0]);
        high += f32x4::new(x[1]) * f32x4::new(y[1]);
        low += f32x4::new(x[2]) * f32x4::new(y[2]);
        high += f32x4::new(x[3]) * f32x4::new(y[3]);
        low += f32x4::new(x[4]) * f32x4::new(y[4]);
        high += f32x4::new(x[5]) * f32x4::new(y[5]);
        low += f32x4::new(x[6]) * f32x4::new(y[6]);
        high += f32x4::new(x[7]) * f32x4::new(y[7]);
    }
    for (x, y) in pairs_a.as_chunks::<2>().0.iter().zip(pairs_b.as_chunks::<2>().0) {
        low += f32x4::new(x[0]) * f32x4::new(y[0]);
        high += f32x4::new(x[1]) * f32x4::new(y[1]);
    }
    let ([a, b, c, d], [e, f, g, h]) = (low.to_array(), high.to_array());
    a + b + c + d + e + f + g + h + rest
}
