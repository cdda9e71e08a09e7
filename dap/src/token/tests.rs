//! Signed, spent, refused; and the vector of RFC 9474.

use std::convert::Infallible;

use blind_rsa_signatures::BlindingResult;
use blind_rsa_signatures::reexports::crypto_bigint::BoxedUint;
use blind_rsa_signatures::reexports::rsa::RsaPrivateKey;
use chacha20::ChaCha20Rng;
use proptest::prelude::*;
use rand_core::{Rng, SeedableRng, TryCryptoRng, TryRng};
use serde_json::Value;

use super::*;

const TENANT: &str = "fjord";
const PERIOD: &str = "2026-q4";

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// A key that signs tests and nothing else; making one takes too long to do it in each.
fn issuer() -> Issuer {
    Issuer::from_pkcs8_pem(include_str!("test-key.pem")).unwrap()
}

fn token(seed: u64) -> Token {
    let (mut rng, issuer) = (rng(seed), issuer());
    let request = Request::new(&mut rng, TENANT, PERIOD, issuer.token_key()).unwrap();
    request.finalize(&issuer.blind_sign(&mut rng, request.blinded()).unwrap()).unwrap()
}

#[test]
fn signed_blindly_and_spent() {
    let (mut rng, issuer) = (rng(1), issuer());
    let request = Request::new(&mut rng, TENANT, PERIOD, issuer.token_key()).unwrap();
    let answer = issuer.blind_sign(&mut rng, request.blinded()).unwrap();
    let token = request.finalize(&answer).unwrap();

    let wire = token.encode();
    assert_eq!(wire.len(), TOKEN_LEN);
    let read = Token::decode(&wire).unwrap();
    let key = TokenKey::from_spki(&issuer.token_key().to_spki().unwrap()).unwrap();
    assert_eq!(key.verify(&read, TENANT, PERIOD), Ok(()));
    // What the signer saw and gave is nowhere in the token.
    assert_ne!(answer.as_slice(), &wire[64..]);
    assert_ne!(request.blinded(), &wire[64..]);
    assert_eq!(read.hash().0, <[u8; 32]>::from(Sha256::digest(&wire[..32])));
}

#[test]
fn another_period_tenant_or_key_is_refused() {
    let (issuer, token) = (issuer(), token(2));
    let key = issuer.token_key();
    assert_eq!(key.verify(&token, TENANT, "2027-q1"), Err(TokenError::Invalid));
    assert_eq!(key.verify(&token, "fjord2", PERIOD), Err(TokenError::Invalid));
    // The lengths part the names: moving a letter across is another message.
    assert_eq!(key.verify(&token, "fjord2", "026-q4"), Err(TokenError::Invalid));
    let other = Issuer::from_pkcs8_pem(include_str!("other-key.pem")).unwrap();
    assert_eq!(other.token_key().verify(&token, TENANT, PERIOD), Err(TokenError::Invalid));
    assert_eq!(key.verify(&token, &"x".repeat(65_536), PERIOD), Err(TokenError::NameTooLong));
}

#[test]
fn an_answer_that_is_no_signature_of_the_request_is_refused() {
    let (mut rng, issuer) = (rng(3), issuer());
    let request = Request::new(&mut rng, TENANT, PERIOD, issuer.token_key()).unwrap();
    let good = issuer.blind_sign(&mut rng, request.blinded()).unwrap();
    let mut bad = good;
    bad[255] ^= 1;
    for answer in [&bad[..], &[0xff; 256], &[0; 256], &good[1..], &[]] {
        assert_eq!(request.finalize(answer).unwrap_err(), TokenError::BlindSignature);
    }
    assert!(request.finalize(&good).is_ok(), "a better answer can still be taken");
}

/// The template of a key is checked against a library that encodes and reads any.
#[test]
fn keys_are_written_as_the_library_writes_them() {
    let key = issuer().token_key().clone();
    let der = key.0.to_spki().unwrap();
    assert_eq!(key.to_spki().unwrap(), der);
    assert_eq!(PublicKeySha384PSSRandomized::from_spki(&der).unwrap(), TokenKey::from_spki(&der).unwrap().0);
}

#[test]
fn a_request_that_was_stored_gives_the_same_token() {
    let (mut rng, issuer) = (rng(8), issuer());
    let request = Request::new(&mut rng, TENANT, PERIOD, issuer.token_key()).unwrap();
    let stored = request.to_bytes().unwrap();
    let restored = Request::from_bytes(&stored).unwrap();
    assert_eq!(restored.blinded(), request.blinded(), "the signer refuses a second message");
    assert_eq!(restored.to_bytes().unwrap(), stored);
    let answer = issuer.blind_sign(&mut rng, restored.blinded()).unwrap();
    let token = restored.finalize(&answer).unwrap();
    assert_eq!(token, request.finalize(&answer).unwrap());
    assert_eq!(issuer.token_key().verify(&token, TENANT, PERIOD), Ok(()));
}

#[test]
fn a_stored_request_of_another_version_or_with_numbers_too_large_is_refused() {
    let request = Request::new(&mut rng(9), TENANT, PERIOD, issuer().token_key()).unwrap();
    let stored = request.to_bytes().unwrap();
    let mut longer = stored.clone();
    longer.push(0);
    let mut later = stored.clone();
    later[0] = 2;
    let mut large = stored.clone();
    let end = large.len();
    large[end - MODULUS_LEN..].fill(0xff);
    for bytes in [&longer, &later, &large] {
        assert_eq!(Request::from_bytes(bytes).unwrap_err(), TokenError::Stored);
    }
}

#[test]
fn only_numbers_below_the_modulus_are_signed() {
    let (mut rng, issuer) = (rng(4), issuer());
    let modulus = issuer.key.0.components().n();
    for blinded in [&[][..], &[1; 255], &[1; 257], &[0xff; 256], trim(&modulus)] {
        assert_eq!(issuer.blind_sign(&mut rng, blinded), Err(TokenError::BlindedMessage));
    }
}

#[test]
fn keys_are_read_as_they_are_written() {
    let issuer = issuer();
    let der = issuer.to_pkcs8_der().unwrap();
    assert_eq!(Issuer::from_pkcs8_der(&der).unwrap().token_key(), issuer.token_key());
    let pem = issuer.to_pkcs8_pem().unwrap();
    assert_eq!(Issuer::from_pkcs8_pem(&pem).unwrap().to_pkcs8_der().unwrap(), der);
    assert!(Issuer::from_pkcs8_der(&der[1..]).is_err());
    assert_eq!(Issuer::from_pkcs8_pem("no key").unwrap_err().code(), "token-key");
}

#[test]
fn a_key_of_another_size_or_scheme_is_refused() {
    let large = large_key(&vector()).public_key().unwrap();
    assert_eq!(TokenKey::from_spki(&large.to_spki().unwrap()), Err(TokenError::Key));

    let key = issuer().key;
    // The plain rsaEncryption identifier says nothing of the padding.
    assert_eq!(TokenKey::from_spki(&key.0.to_der().unwrap()), Err(TokenError::Key));
    let good = key.to_spki().unwrap();
    for at in 0..75 {
        let mut bad = good.clone();
        bad[at] ^= 1;
        assert_eq!(TokenKey::from_spki(&bad), Err(TokenError::Key), "byte {at}");
    }
    assert_eq!(TokenKey::from_spki(&[&good[..], &[0]].concat()), Err(TokenError::Key));
}

#[test]
fn nothing_secret_is_printed() {
    let (issuer, token) = (issuer(), token(5));
    let request = Request::new(&mut rng(5), TENANT, PERIOD, issuer.token_key()).unwrap();
    assert_eq!(format!("{issuer:?} {request:?}"), "Issuer { .. } Request { .. }");
    assert_eq!(format!("{token:?}").len(), "Token()".len() + 64);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_flipped_bit_is_refused(at in 0..TOKEN_LEN, bit in 0u8..8) {
        let mut wire = token(6).encode();
        wire[at] ^= 1 << bit;
        let read = Token::decode(&wire).unwrap();
        prop_assert_eq!(issuer().token_key().verify(&read, TENANT, PERIOD), Err(TokenError::Invalid));
    }

    #[test]
    fn a_token_is_its_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..700)) {
        match Token::decode(&bytes) {
            Ok(token) => prop_assert_eq!(&token.encode()[..], &bytes[..]),
            Err(error) => prop_assert_eq!(error, TokenError::Length(bytes.len())),
        }
        let exact: Vec<u8> = bytes.iter().copied().chain(std::iter::repeat(7)).take(TOKEN_LEN).collect();
        prop_assert_eq!(&Token::decode(&exact).unwrap().encode()[..], &exact[..]);
    }

    /// Whatever a disk made of it is either refused or read as exactly these bytes; what is then made of it is no valid token.
    #[test]
    fn a_stored_request_is_its_bytes(cut in 0usize..1100, at in any::<prop::sample::Index>(), flip in 1u8..) {
        let issuer = issuer();
        let request = Request::new(&mut rng(10), TENANT, PERIOD, issuer.token_key()).unwrap();
        let good = request.to_bytes().unwrap();
        if cut < good.len() {
            prop_assert_eq!(Request::from_bytes(&good[..cut]).unwrap_err(), TokenError::Stored);
        }
        let mut bytes = good.clone();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        if let Ok(read) = Request::from_bytes(&bytes) {
            prop_assert_eq!(read.to_bytes().unwrap(), bytes);
            let answer = issuer.blind_sign(&mut rng(11), request.blinded()).unwrap();
            if let Ok(token) = read.finalize(&answer) {
                // Only what the signature does not depend on may differ: the blinded message that was sent already.
                prop_assert_eq!(issuer.token_key().verify(&token, TENANT, PERIOD), Ok(()));
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..1100)) {
        prop_assert_eq!(Request::from_bytes(&bytes).unwrap_err(), TokenError::Stored);
    }

    #[test]
    fn what_is_no_key_is_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..900)) {
        prop_assert!(TokenKey::from_spki(&bytes).is_err());
    }
}

fn vector() -> Value {
    serde_json::from_str(include_str!("rfc9474.json")).unwrap()
}

fn bytes(vector: &Value, name: &str) -> Vec<u8> {
    let hex = vector[name].as_str().unwrap();
    (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
}

fn number(vector: &Value, name: &str) -> BoxedUint {
    BoxedUint::from_be_slice_vartime(&bytes(vector, name))
}

/// The vector's key, of 4096 bits.
fn large_key(vector: &Value) -> SecretKeySha384PSSRandomized {
    let [n, e, d, p, q] = ["n", "e", "d", "p", "q"].map(|name| number(vector, name));
    SecretKeySha384PSSRandomized::new(RsaPrivateKey::from_components(n, e, d, vec![p, q]).unwrap())
}

/// Gives out the bytes of a script.
struct Script(Vec<u8>);

impl TryRng for Script {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes).map(|()| u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes).map(|()| u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        let rest = self.0.split_off(out.len());
        out.copy_from_slice(&std::mem::replace(&mut self.0, rest));
        Ok(())
    }
}

impl TryCryptoRng for Script {}

/// RFC 9474, appendix A.1. Its modulus has 4096 bits, so that this is the scheme under [`TokenKey`] and not the type itself.
#[test]
fn the_vector_of_rfc_9474() {
    let vector = vector();
    let secret = large_key(&vector);
    let key = secret.public_key().unwrap();
    let (msg, prefix) = (bytes(&vector, "msg"), bytes(&vector, "msg_prefix"));
    let randomizer = MessageRandomizer(prefix.clone().try_into().unwrap());

    let mut signature = bytes(&vector, "sig");
    key.verify(&Signature(signature.clone()), Some(randomizer), &msg).unwrap();

    // The randomizer and the salt are drawn in this order; the blinding factor after them is another one than the vector's.
    let mut noise = vec![0; 4096];
    rng(7).fill_bytes(&mut noise);
    let mut script = Script([prefix, bytes(&vector, "salt"), noise].concat());
    assert_eq!(key.blind(&mut script, &msg).unwrap().msg_randomizer, Some(randomizer));

    // The vector's own blinding: inverse, blind signature and message give the vector's signature.
    let blinding = BlindingResult {
        blind_message: blind_rsa_signatures::BlindMessage(bytes(&vector, "blinded_msg")),
        secret: blind_rsa_signatures::Secret(bytes(&vector, "inv")),
        msg_randomizer: Some(randomizer),
    };
    let answer = secret.blind_sign_with_rng(&mut rng(7), &blinding.blind_message).unwrap();
    assert_eq!(answer.0, bytes(&vector, "blind_sig"));
    assert_eq!(key.finalize(&answer, &blinding, &msg).unwrap().0, signature);

    signature[100] ^= 1;
    assert!(key.verify(&Signature(signature), Some(randomizer), &msg).is_err());
}

/// Prints what it takes: `cargo test -p skillkeep-dap token_takes -- --nocapture`.
#[test]
fn token_takes() {
    let (mut rng, issuer) = (rng(8), issuer());
    let mut start = std::time::Instant::now();
    let mut lap = |name: &str, n: u32| {
        println!("{name}: {:?}", start.elapsed() / n);
        start = std::time::Instant::now();
    };
    let request = Request::new(&mut rng, TENANT, PERIOD, issuer.token_key()).unwrap();
    lap("blind", 1);
    let answer = issuer.blind_sign(&mut rng, request.blinded()).unwrap();
    lap("sign blindly", 1);
    let token = request.finalize(&answer).unwrap();
    lap("finalize", 1);
    for _ in 0..50 {
        issuer.token_key().verify(&token, TENANT, PERIOD).unwrap();
    }
    lap("verify", 50);
}
