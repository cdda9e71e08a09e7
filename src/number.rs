//! Decimal numbers as people and tables write them. The library's reader brings ten kilobytes of powers of five for digits that
//! no table of levels has.

/// Digits that a `u64` always holds.
const DIGITS: usize = 19;
/// The largest power of ten that a double holds exactly, and so the last that one rounding suffices for.
const EXACT: i32 = 22;

/// Reads `-1.5`, `.5`, `2e-3`. Exact for up to 15 digits and small exponents; beyond, the last bits may differ.
///
/// `None` for anything else, and for what no double holds.
pub(crate) fn decimal(text: &str) -> Option<f64> {
    let (sign, unsigned) = match text.as_bytes() {
        [b'-', rest @ ..] => (-1.0, rest),
        [b'+', rest @ ..] => (1.0, rest),
        rest => (1.0, rest),
    };
    let end = unsigned.iter().position(|b| matches!(b, b'e' | b'E')).unwrap_or(unsigned.len());
    let (digits, rest) = unsigned.split_at(end);
    let mut power = match rest {
        [] => 0,
        [_, exponent @ ..] => std::str::from_utf8(exponent).ok()?.parse::<i16>().ok()?.into(),
    };
    let (mut whole, mut held, mut any, mut point) = (0u64, 0, false, false);
    for byte in digits {
        match byte {
            b'.' if !point => point = true,
            b'0'..=b'9' => {
                any = true;
                let kept = held < DIGITS;
                if kept {
                    whole = whole * 10 + u64::from(byte - b'0');
                    held += usize::from(whole > 0);
                }
                power += i32::from(!kept) - i32::from(point);
            }
            _ => return None,
        }
    }
    if !any {
        return None;
    }
    let mut value = whole as f64;
    while power != 0 && value != 0.0 && value.is_finite() {
        let step = power.clamp(-EXACT, EXACT);
        value = if step < 0 { value / ten(-step) } else { value * ten(step) };
        power -= step;
    }
    value.is_finite().then_some(sign * value)
}

/// Every product on the way to 10^22 is exact.
fn ten(power: i32) -> f64 {
    (0..power).fold(1.0, |ten, _| ten * 10.0)
}

#[cfg(test)]
mod tests {
    use super::decimal;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_people_write_is_read_as_the_library_reads_it(
            text in "[+-]?([0-9]{1,10}(\\.[0-9]{0,5})?|\\.[0-9]{1,15})([eE][+-]?[0-7])?"
        ) {
            prop_assert_eq!(decimal(&text), text.parse().ok());
        }

        #[test]
        fn no_text_is_read_that_the_library_refuses(text in "[-+.0-9eE]{0,8}") {
            let theirs = text.parse::<f64>().ok().filter(|n| n.is_finite());
            prop_assert_eq!(decimal(&text).is_some(), theirs.is_some());
        }

        #[test]
        fn long_numbers_are_read_to_the_last_bits(number in -1e300f64..1e300) {
            let close = decimal(&number.to_string()).unwrap();
            prop_assert!((close - number).abs() <= number.abs() * 1e-14);
        }
    }

    #[test]
    fn words_are_no_numbers() {
        for text in ["", ".", "-", "e5", "1e", "nan", "inf", "1e999", "1_000", "0x10", " 1"] {
            assert_eq!(decimal(text), None, "{text:?}");
        }
    }
}
