//! A token bucket for each address, <https://en.wikipedia.org/wiki/Token_bucket>. Nothing of it is stored: an address is forgotten
//! when its bucket is full again, with the first request a minute later.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Most addresses that are told apart; those beyond share one bucket.
const MOST: usize = 10_000;
/// How often addresses that need not be known are forgotten.
const SWEEP: Duration = Duration::from_secs(60);

/// So many requests a minute for each address; all of them may come at once.
pub struct Rate {
    per_minute: f64,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    buckets: BTreeMap<IpAddr, Bucket>,
    swept: Option<Instant>,
}

#[derive(Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl std::fmt::Debug for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Whose addresses are known is nobody's business.
        write!(f, "Rate({} a minute)", self.per_minute)
    }
}

impl Rate {
    /// None where `per_minute` is 0: no limit.
    pub fn new(per_minute: u32) -> Option<Rate> {
        (per_minute > 0).then(|| Rate { per_minute: f64::from(per_minute), known: Mutex::default() })
    }

    /// Takes one request of an address.
    ///
    /// # Errors
    /// Seconds until there is one again, at least 1.
    pub fn take(&self, from: IpAddr, now: Instant) -> Result<(), u64> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let Known { buckets, swept } = &mut *known;
        if now.saturating_duration_since(*swept.get_or_insert(now)) >= SWEEP {
            buckets.retain(|_, bucket| self.left(*bucket, now) < self.per_minute);
            *swept = Some(now);
        }
        let mut who = household(from);
        if !buckets.contains_key(&who) && buckets.len() >= MOST {
            who = IpAddr::V6(Ipv6Addr::UNSPECIFIED);
        }
        let bucket = buckets.entry(who).or_insert(Bucket { left: self.per_minute, at: now });
        *bucket = Bucket { left: self.left(*bucket, now), at: now };
        if bucket.left >= 1.0 {
            bucket.left -= 1.0;
            return Ok(());
        }
        Err(((1.0 - bucket.left) * 60.0 / self.per_minute).ceil().max(1.0) as u64)
    }

    fn left(&self, bucket: Bucket, now: Instant) -> f64 {
        let passed = now.saturating_duration_since(bucket.at).as_secs_f64();
        (bucket.left + passed * self.per_minute / 60.0).min(self.per_minute)
    }
}

/// Whoever has one IPv6 address has the 2^64 beside it, RFC 4291 section 2.5.4; and an IPv4 address may come written as IPv6.
fn household(from: IpAddr) -> IpAddr {
    match from.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64))),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::time::Duration;

    use super::*;

    #[test]
    fn an_address_waits_when_it_has_had_its_share_and_only_it() {
        let rate = Rate::new(60).unwrap();
        let (one, other) = (IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), IpAddr::V4(Ipv4Addr::new(192, 0, 2, 2)));
        let now = Instant::now();
        assert!((0..60).all(|_| rate.take(one, now).is_ok()));
        assert_eq!(rate.take(one, now), Err(1));
        assert_eq!(rate.take("::ffff:192.0.2.1".parse().unwrap(), now), Err(1), "the same, written otherwise");
        assert_eq!(rate.take(other, now), Ok(()));
        let later = now + Duration::from_secs(2);
        assert_eq!([0; 3].map(|_| rate.take(one, later)), [Ok(()), Ok(()), Err(1)], "one a second comes back");
        assert!(Rate::new(0).is_none());
    }

    #[test]
    fn a_household_is_one_and_a_crowd_of_addresses_takes_no_memory_without_end() {
        let rate = Rate::new(1).unwrap();
        let now = Instant::now();
        assert_eq!(rate.take("2001:db8::1".parse().unwrap(), now), Ok(()));
        assert_eq!(rate.take("2001:db8::2".parse().unwrap(), now), Err(60));
        for i in 0..2 * MOST as u32 {
            let _ = rate.take(IpAddr::V4(Ipv4Addr::from_bits(i)), now);
        }
        assert!(rate.known.lock().unwrap().buckets.len() <= MOST + 1);
        let later = now + Duration::from_secs(61);
        assert_eq!(rate.take("192.0.2.9".parse().unwrap(), later), Ok(()), "a minute later all is forgotten");
        assert_eq!(rate.known.lock().unwrap().buckets.len(), 1);
    }
}
