//! The one hot loop of vectors.

use wide::{f32x4, i16x8, i32x4};

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

/// One vector of whole numbers against all of many, in order: exact as long as a sum stays within 32 bits. The one is cut into registers
/// once, so that each step of the loop is a load, a multiplication of eight pairs and an addition.
pub(crate) fn dots_whole(many: &[i16], one: &[i16], mut each: impl FnMut(i32)) {
    let dim = one.len().max(1);
    let (eights, rest) = one.as_chunks::<8>();
    let eights: Vec<i16x8> = eights.iter().map(|e| i16x8::new(*e)).collect();
    if let ([a, b, c, d, e, f, g, h], []) = (eights.as_slice(), rest) {
        for v in many.as_chunks::<64>().0 {
            let [s, t, u, v, w, x, y, z] = v.as_chunks::<8>().0 else { return };
            let low = i16x8::new(*s).dot(*a) + i16x8::new(*t).dot(*b) + i16x8::new(*u).dot(*c) + i16x8::new(*v).dot(*d);
            let high =
                i16x8::new(*w).dot(*e) + i16x8::new(*x).dot(*f) + i16x8::new(*y).dot(*g) + i16x8::new(*z).dot(*h);
            let [i, j, k, l] = (low + high).to_array();
            each(i + j + k + l);
        }
        return;
    }
    for v in many.chunks_exact(dim) {
        let (own, own_rest) = v.as_chunks::<8>();
        let mut sum = i32x4::ZERO;
        for (x, y) in own.iter().zip(&eights) {
            sum += i16x8::new(*x).dot(*y);
        }
        let rest: i32 = own_rest.iter().zip(rest).map(|(x, y)| i32::from(*x) * i32::from(*y)).sum();
        each(sum.to_array().iter().sum::<i32>() + rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whole_numbers_add_up(
            dim in prop_oneof![Just(64usize), 1usize..90],
            numbers in proptest::collection::vec(-8i16..8, 270),
            one in proptest::collection::vec(-32767i16..=32767, 90),
        ) {
            let one = &one[..dim];
            let mut found = Vec::new();
            dots_whole(&numbers, one, |n| found.push(n));
            let plain = |v: &[i16]| v.iter().zip(one).map(|(x, y)| i32::from(*x) * i32::from(*y)).sum::<i32>();
            prop_assert_eq!(found, numbers.chunks_exact(dim).map(plain).collect::<Vec<_>>());
        }
    }
}
