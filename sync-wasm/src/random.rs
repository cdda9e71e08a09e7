//! Randomness of the machine: `crypto.getRandomValues` in a browser.

use getrandom::SysRng;
use rand_core::UnwrapErr;

use crate::SealError;

/// The system's generator, asked once whether it is there at all.
///
/// One that answered and then stops ends the program: going on would seal with numbers that somebody else knows.
///
/// # Errors
/// [`SealError::Internal`] where there is none.
pub(crate) fn system() -> Result<UnwrapErr<SysRng>, SealError> {
    getrandom::fill(&mut [0; 32]).map_err(|_| SealError::Internal)?;
    Ok(UnwrapErr(SysRng))
}
