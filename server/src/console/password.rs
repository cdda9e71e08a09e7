//! Passwords: argon2id as the OWASP cheat sheet advises, and random ones for the first login.
//! <https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html>

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use rand_core::Rng;

use crate::http;

/// Fewest characters of a password that a person chooses.
pub const SHORTEST: usize = 12;
/// Most bytes that are hashed: more is no password, and would cost time.
pub const LONGEST: usize = 1024;
/// Length of a password that is made: about 100 bits.
const MADE: usize = 20;
/// Without letters and digits that look alike. 32 of them, so that a random byte is one without bias.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// How much work a hash is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// 19 MiB, two passes.
    Full,
    /// For tests: the least that the algorithm knows.
    Least,
}

impl Work {
    fn hasher(self) -> Argon2<'static> {
        let params = match self {
            Work::Full => Params::new(19_456, 2, 1, None),
            Work::Least => Params::new(Params::MIN_M_COST, 1, 1, None),
        };
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params.unwrap_or_default())
    }

    /// Hashes a password with fresh salt; the PHC string. None where the system has no memory for it.
    pub fn hash(self, password: &str) -> Option<String> {
        let mut salt = [0; 16];
        http::rng().fill_bytes(&mut salt);
        let salt = SaltString::encode_b64(&salt).ok()?;
        Some(self.hasher().hash_password(password.as_bytes(), &salt).ok()?.to_string())
    }

    /// Is it this password? What is no hash is nobody's.
    pub fn verify(self, password: &str, hash: &str) -> bool {
        let Ok(hash) = PasswordHash::new(hash) else { return false };
        // Cost and salt are those of the hash.
        self.hasher().verify_password(password.as_bytes(), &hash).is_ok()
    }
}

/// A password for a first login.
pub fn made() -> String {
    let mut bytes = [0; MADE];
    http::rng().fill_bytes(&mut bytes);
    let letter = |b: &u8| LETTERS.get(usize::from(b % 32)).copied().map_or('x', char::from);
    bytes.iter().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_of_one_password_and_of_no_other() {
        let hash = Work::Least.hash("correct horse").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$"), "{hash}");
        assert!(Work::Full.verify("correct horse", &hash), "cost is read from the hash");
        assert!(!Work::Least.verify("correct horse ", &hash));
        assert!(!Work::Least.verify("", "not a hash"));
        assert_ne!(hash, Work::Least.hash("correct horse").unwrap(), "salted");
    }

    #[test]
    fn a_made_password_is_long_and_new_each_time() {
        let (one, other) = (made(), made());
        assert_eq!(one.len(), MADE);
        assert_ne!(one, other);
        assert!(one.bytes().all(|b| LETTERS.contains(&b)));
    }
}
