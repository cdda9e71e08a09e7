//! Only a keeper's release of this tenant opens, and what is computed from it says so.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer, SigningKey};
use proptest::prelude::*;
use serde_json::{Value, json};
use skillkeep_insight::released::RELEASE_TYPE;
use skillkeep_insight::{KeeperKeys, Question, ReleaseError, Released, Share, Sums};

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn keys() -> KeeperKeys {
    KeeperKeys::new("acme", [("k1", key().verifying_key().to_bytes())]).unwrap()
}

fn payload(sums: Value) -> Value {
    json!({ "format": "skillkeep-release/1", "tenant": "acme", "dictionary": 2, "number": 17, "measure": "skills-held",
        "cell": "function/sales", "task": "00", "period": "2026-q3", "start": "2026-07-01", "end": "2026-10-01",
        "reports": 1480, "headcount": 1730, "sigma2": 1389, "keeperShare": "00", "sums": sums })
}

fn seal_as(payload: &Value, kind: &str, keyid: &str, key: &SigningKey) -> Vec<u8> {
    let body = serde_json::to_vec(payload).unwrap();
    let mut message = format!("DSSEv1 {} {kind} {} ", kind.len(), body.len()).into_bytes();
    message.extend_from_slice(&body);
    let sig = STANDARD.encode(key.sign(&message).to_bytes());
    let envelope = json!({ "payloadType": kind, "payload": STANDARD.encode(&body), "signatures": [{ "keyid": keyid, "sig": sig }] });
    serde_json::to_vec(&envelope).unwrap()
}

fn seal(payload: &Value) -> Vec<u8> {
    seal_as(payload, RELEASE_TYPE, "k1", &key())
}

#[test]
fn a_release_opens_with_the_collectors_sums_or_its_own() {
    let opened = Released::<Sums>::open(&seal(&payload(Value::Null)), &keys(), Some(&[700, 20, 1400])).unwrap();
    let sums = opened.get();
    assert_eq!((sums.reports, sums.headcount, sums.sums.as_slice()), (1480, 1730, [700, 20, 1400].as_slice()));
    assert_eq!(sums.at(0).unwrap().sigma2, 2778.0);
    assert_eq!(sums.at(3), None);
    let recorded = seal(&payload(json!([700, 20, 1400])));
    assert!(Released::<Sums>::open(&recorded, &keys(), None).is_ok());
    assert!(Released::<Sums>::open(&recorded, &keys(), Some(&[700, 20, 1400])).is_ok());
    assert_eq!(
        Released::<Sums>::open(&recorded, &keys(), Some(&[701, 20, 1400])).unwrap_err(),
        ReleaseError::SumsDiffer
    );
    let none = Released::<Sums>::open(&seal(&payload(Value::Null)), &keys(), None);
    assert_eq!(none.unwrap_err(), ReleaseError::NoSums);
}

#[test]
fn views_are_made_of_released_values() {
    let opened = Released::<Sums>::open(&seal(&payload(json!([700, 20, 1400]))), &keys(), None).unwrap();
    let share = opened
        .as_ref()
        .map(|s| Share::of(s.at(0).unwrap(), s.people().unwrap(), Question::Census))
        .transpose()
        .unwrap();
    let page = Released::collect([share.clone()]).unwrap().zip(share);
    let json = serde_json::to_value(&page).unwrap();
    assert_eq!(Released::<u64>::collect([]), None);
    assert_eq!(json[0][0]["value"], 0.5);
    assert_eq!(json[1]["people"]["headcount"], 1730);
    assert_eq!(json[1]["question"], "census");
    assert!(json[1]["interval"]["low"].as_f64().unwrap() < 0.5);
}

#[test]
fn what_the_keeper_did_not_sign_does_not_open() {
    let open = |bytes: &[u8]| Released::<Sums>::open(bytes, &keys(), Some(&[1])).map(|_| ()).map_err(|e| e.code());
    let good = payload(Value::Null);
    let with = |field: &str, value: Value| {
        let mut changed = good.clone();
        changed[field] = value;
        seal(&changed)
    };
    assert_eq!(open(&seal(&good)), Ok(()));
    assert_eq!(open(b"{}"), Err("insight.release.malformed"));
    assert_eq!(
        open(&seal_as(&good, "application/vnd.skillkeep.catalogue+json", "k1", &key())),
        Err("insight.release.type")
    );
    assert_eq!(open(&seal_as(&good, RELEASE_TYPE, "k2", &key())), Err("insight.release.unsigned"));
    let other = SigningKey::from_bytes(&[8; 32]);
    assert_eq!(open(&seal_as(&good, RELEASE_TYPE, "k1", &other)), Err("insight.release.unsigned"));
    assert_eq!(open(&with("tenant", json!("other"))), Err("insight.release.tenant"));
    assert_eq!(open(&with("format", json!("skillkeep-release/2"))), Err("insight.release.format"));
    assert_eq!(open(&with("sigma2", json!(0))), Err("insight.release.contradiction"));
    assert_eq!(open(&with("reports", json!(1731))), Err("insight.release.contradiction"));
    assert_eq!(open(&with("end", json!("2026-07-01"))), Err("insight.release.contradiction"));
    assert_eq!(open(&with("headcount", json!(-1))), Err("insight.release.malformed"));
    assert_eq!(KeeperKeys::new("acme", [("weak", [0; 32])]).unwrap_err().code(), "insight.release.key");
}

#[test]
fn a_changed_payload_is_unsigned() {
    let mut envelope: Value = serde_json::from_slice(&seal(&payload(json!([1])))).unwrap();
    let forged = serde_json::to_vec(&payload(json!([2]))).unwrap();
    envelope["payload"] = json!(STANDARD.encode(forged));
    let bytes = serde_json::to_vec(&envelope).unwrap();
    assert_eq!(Released::<Sums>::open(&bytes, &keys(), None).unwrap_err(), ReleaseError::Unsigned);
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), at in 0usize..900, flip in 1u8..) {
        let _ = Released::<Sums>::open(&bytes, &keys(), None);
        let mut sealed = seal(&payload(json!([1, 2])));
        let at = at % sealed.len();
        sealed[at] ^= flip;
        if let Ok(opened) = Released::<Sums>::open(&sealed, &keys(), None) {
            // Only bytes outside what is signed can differ.
            prop_assert_eq!(&opened.get().sums, &vec![1, 2]);
        }
    }
}
