//! The TLS presentation language, RFC 8446 section 3, through `prio`'s codec: total over any bytes, nothing is allocated before it
//! is there, and what is left over is refused.

use std::io::Cursor;

pub use prio::codec::{CodecError, Decode, Encode};
use prio::codec::{decode_u16_items, decode_u32_items, encode_u16_items, encode_u32_items};

/// Reads an array of fixed length.
pub(crate) fn array<const N: usize>(bytes: &mut Cursor<&[u8]>) -> Result<[u8; N], CodecError> {
    let mut out = [0; N];
    std::io::Read::read_exact(bytes, &mut out)?;
    Ok(out)
}

/// Reads bytes with a length of 16 bits before them.
pub(crate) fn opaque16(bytes: &mut Cursor<&[u8]>) -> Result<Vec<u8>, CodecError> {
    opaque(u16::decode(bytes)?.into(), bytes)
}

/// Reads bytes with a length of 32 bits before them.
pub(crate) fn opaque32(bytes: &mut Cursor<&[u8]>) -> Result<Vec<u8>, CodecError> {
    let length = usize::try_from(u32::decode(bytes)?).map_err(|_| CodecError::LengthPrefixTooBig(usize::MAX))?;
    opaque(length, bytes)
}

/// Reads bytes with a length of 8 bits before them.
pub(crate) fn opaque8(bytes: &mut Cursor<&[u8]>) -> Result<Vec<u8>, CodecError> {
    opaque(u8::decode(bytes)?.into(), bytes)
}

fn opaque(length: usize, bytes: &mut Cursor<&[u8]>) -> Result<Vec<u8>, CodecError> {
    let at = usize::try_from(bytes.position()).unwrap_or(usize::MAX);
    let all: &[u8] = bytes.get_ref();
    let end = at.checked_add(length).ok_or(CodecError::LengthPrefixTooBig(length))?;
    let out = all.get(at..end).ok_or(CodecError::LengthPrefixTooBig(length))?.to_vec();
    bytes.set_position(end as u64);
    Ok(out)
}

/// Writes bytes after their length in 8 bits.
pub(crate) fn put8(out: &mut Vec<u8>, bytes: &[u8]) -> Result<(), CodecError> {
    u8::try_from(bytes.len()).map_err(|_| CodecError::LengthPrefixOverflow)?.encode(out)?;
    out.extend_from_slice(bytes);
    Ok(())
}

/// Writes bytes after their length in 16 bits.
pub(crate) fn put16(out: &mut Vec<u8>, bytes: &[u8]) -> Result<(), CodecError> {
    u16::try_from(bytes.len()).map_err(|_| CodecError::LengthPrefixOverflow)?.encode(out)?;
    out.extend_from_slice(bytes);
    Ok(())
}

/// Writes bytes after their length in 32 bits.
pub(crate) fn put32(out: &mut Vec<u8>, bytes: &[u8]) -> Result<(), CodecError> {
    u32::try_from(bytes.len()).map_err(|_| CodecError::LengthPrefixOverflow)?.encode(out)?;
    out.extend_from_slice(bytes);
    Ok(())
}

/// Reads messages until the length of 16 bits before them is used up.
pub(crate) fn items16<D: Decode>(bytes: &mut Cursor<&[u8]>) -> Result<Vec<D>, CodecError> {
    decode_u16_items(&(), bytes)
}

/// Reads messages until the length of 32 bits before them is used up.
pub(crate) fn items32<D: Decode>(bytes: &mut Cursor<&[u8]>) -> Result<Vec<D>, CodecError> {
    decode_u32_items(&(), bytes)
}

/// Writes messages after their length in 16 bits.
pub(crate) fn put_items16<E: Encode>(out: &mut Vec<u8>, items: &[E]) -> Result<(), CodecError> {
    encode_u16_items(out, &(), items)
}

/// Writes messages after their length in 32 bits.
pub(crate) fn put_items32<E: Encode>(out: &mut Vec<u8>, items: &[E]) -> Result<(), CodecError> {
    encode_u32_items(out, &(), items)
}

/// Reads messages that stand one after another until the end.
///
/// # Errors
/// The first message that cannot be read.
pub fn all<D: Decode>(bytes: &[u8]) -> Result<Vec<D>, CodecError> {
    let mut cursor = Cursor::new(bytes);
    let mut out = Vec::new();
    while cursor.position() < bytes.len() as u64 {
        out.push(D::decode(&mut cursor)?);
    }
    Ok(out)
}
