//! Tickets: the portal's word that this is one of its people, shown to the leader for one token a period.
//!
//! `base64url(payload) "." base64url(HMAC-SHA256(key, "skillkeep ticket v1" 0x00 || payload))`, where the payload is
//! `{"tenant","subject","expires"}` and `expires` is in seconds since 1970. RFC 2104.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use skillkeep::Millis;

/// Longest ticket that is looked at, bytes.
const LONGEST: usize = 2048;

/// The key that the portal and the leader share.
#[derive(Clone)]
pub struct TicketKey([u8; 32]);

impl std::fmt::Debug for TicketKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TicketKey(hidden)")
    }
}

/// Whom the portal vouches for: a keyed hash of its subject, of one tenant. The subject itself is never stored.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Subject(pub [u8; 32]);

impl std::fmt::Debug for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Subject(hidden)")
    }
}

#[derive(Serialize, Deserialize)]
struct Payload<'p> {
    #[serde(borrow)]
    tenant: std::borrow::Cow<'p, str>,
    #[serde(borrow)]
    subject: std::borrow::Cow<'p, str>,
    expires: i64,
}

impl TicketKey {
    /// A key.
    pub fn new(key: [u8; 32]) -> TicketKey {
        TicketKey(key)
    }

    fn mac(&self, domain: &str, body: &[u8]) -> Hmac<Sha256> {
        // A key shorter than a block is filled with zeros, RFC 2104 section 2: the same key, of the type's length.
        let mut block = [0; 64];
        block.iter_mut().zip(self.0).for_each(|(to, from)| *to = from);
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
        mac.update(domain.as_bytes());
        mac.update(b"\0");
        mac.update(body);
        mac
    }

    /// Makes a ticket: the portal's part.
    pub fn issue(&self, tenant: &str, subject: &str, expires: Millis) -> String {
        let payload = Payload { tenant: tenant.into(), subject: subject.into(), expires: expires.0.div_euclid(1000) };
        // Two strings and a number can always be written.
        let payload = serde_json::to_vec(&payload).unwrap_or_default();
        let tag = self.mac("skillkeep ticket v1", &payload).finalize().into_bytes();
        format!("{}.{}", URL_SAFE_NO_PAD.encode(&payload), URL_SAFE_NO_PAD.encode(tag))
    }

    /// Reads a ticket: the leader's part. None where it is not of this key or tenant, or has run out.
    pub fn check(&self, ticket: &str, tenant: &str, now: Millis) -> Option<Subject> {
        let (payload, tag) = Some(ticket).filter(|t| t.len() <= LONGEST)?.split_once('.')?;
        let (payload, tag) = (URL_SAFE_NO_PAD.decode(payload).ok()?, URL_SAFE_NO_PAD.decode(tag).ok()?);
        // `verify_slice` compares in a time that does not depend on where they differ.
        self.mac("skillkeep ticket v1", &payload).verify_slice(&tag).ok()?;
        let read: Payload<'_> = serde_json::from_slice(&payload).ok()?;
        if read.tenant != tenant || read.subject.is_empty() || now.0.div_euclid(1000) >= read.expires {
            return None;
        }
        Some(Subject(self.mac("skillkeep subject v1", read.subject.as_bytes()).finalize().into_bytes().into()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Millis, TicketKey};

    #[test]
    fn a_ticket_is_of_one_key_one_tenant_and_a_time() {
        let key = TicketKey::new([7; 32]);
        let ticket = key.issue("acme", "ana", Millis(10_000));
        let subject = key.check(&ticket, "acme", Millis(9_999)).expect("good");
        assert_eq!(key.check(&key.issue("acme", "ana", Millis(99_000)), "acme", Millis(0)), Some(subject));
        assert_ne!(key.check(&key.issue("acme", "bob", Millis(99_000)), "acme", Millis(0)), Some(subject));
        assert_eq!(key.check(&ticket, "acme", Millis(10_000)), None, "run out");
        assert_eq!(key.check(&ticket, "other", Millis(0)), None, "another tenant");
        assert_eq!(TicketKey::new([8; 32]).check(&ticket, "acme", Millis(0)), None, "another key");
        let (payload, tag) = ticket.split_once('.').expect("a dot");
        assert_eq!(key.check(&format!("{payload}.{}", &tag[..10]), "acme", Millis(0)), None, "a shortened tag");
        assert_eq!(key.check(&format!("{payload}."), "acme", Millis(0)), None, "no tag");
        assert_eq!(key.check(&"a".repeat(5000), "acme", Millis(0)), None, "a long one");
    }
}
