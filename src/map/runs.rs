//! The map: entries in short sorted runs, a few loops over `Vec`.

use std::borrow::Borrow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Index;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Most entries of a run: what an insertion may have to move.
const RUN: usize = 128;

/// Where a key is: its run and its place there; `false` when it is missing and would come there.
type Spot = (usize, usize, bool);

/// A map in the order of its keys, of the interface of [`std::collections::BTreeMap`] where it has the same names.
#[derive(Clone)]
pub struct Map<K, V> {
    /// No run is empty.
    runs: Vec<Vec<(K, V)>>,
}

impl<K: Ord, V> Map<K, V> {
    /// An empty map.
    pub const fn new() -> Self {
        Map { runs: Vec::new() }
    }

    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Spot
    where
        K: Borrow<Q>,
    {
        let after = self.runs.partition_point(|run| run.first().is_some_and(|e| e.0.borrow() <= key));
        let run = after.saturating_sub(1);
        match self.runs.get(run).map_or(Err(0), |r| r.binary_search_by(|e| e.0.borrow().cmp(key))) {
            Ok(at) => (run, at, true),
            Err(at) => (run, at, false),
        }
    }

    /// The same for a key that is to go in: most maps are filled in order, and then it comes last.
    fn spot(&self, key: &K) -> Spot {
        match self.runs.last() {
            Some(run) if run.last().is_some_and(|e| e.0 < *key) => (self.runs.len() - 1, run.len(), false),
            _ => self.find(key),
        }
    }

    /// Puts an entry where its key is missing.
    fn put(&mut self, spot: Spot, key: K, value: V) -> &mut V {
        let (mut run, mut at, _) = spot;
        if self.runs.is_empty() {
            self.runs.push(Vec::new());
        }
        if self.runs[run].len() >= RUN {
            // What comes last begins a run of its own, so that arrival in order leaves full runs behind.
            let cut = if at == RUN && run + 1 == self.runs.len() { RUN } else { RUN / 2 };
            let tail = self.runs[run].split_off(cut);
            self.runs.insert(run + 1, tail);
            if at >= cut {
                (run, at) = (run + 1, at - cut);
            }
        }
        self.runs[run].insert(at, (key, value));
        &mut self.runs[run][at].1
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let (run, at, found) = self.find(key);
        found.then(|| &self.runs[run][at].1)
    }

    /// The value of a key, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let (run, at, found) = self.find(key);
        found.then(|| &mut self.runs[run][at].1)
    }

    /// True when the key is there.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).2
    }

    /// Sets the value of a key; answers the former one.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let spot = self.spot(&key);
        if spot.2 {
            return Some(std::mem::replace(&mut self.runs[spot.0][spot.1].1, value));
        }
        self.put(spot, key, value);
        None
    }

    /// Takes an entry out; answers its value.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let (run, at, found) = self.find(key);
        if !found {
            return None;
        }
        let (_, value) = self.runs[run].remove(at);
        if self.runs[run].is_empty() {
            self.runs.remove(run);
        }
        Some(value)
    }

    /// The place of a key, filled or not.
    pub fn entry(&mut self, key: K) -> Entry<'_, K, V> {
        let spot = self.spot(&key);
        if spot.2 {
            Entry::Occupied(&mut self.runs[spot.0][spot.1].1)
        } else {
            Entry::Vacant(Vacant { map: self, spot, key })
        }
    }

    /// Keeps the entries that `keep` is true of.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        self.runs.iter_mut().for_each(|run| run.retain_mut(|(k, v)| keep(k, v)));
        self.runs.retain(|run| !run.is_empty());
    }
}

impl<K, V> Map<K, V> {
    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.runs.iter().map(Vec::len).sum()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Takes all entries out.
    pub fn clear(&mut self) {
        self.runs.clear();
    }

    /// The entries in the order of their keys.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter { runs: self.runs.iter(), front: [].iter() }
    }

    /// The keys in order.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.iter().map(|(k, _)| k)
    }

    /// The values in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|(_, v)| v)
    }

    /// The entries in the order of their keys, their values to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&K, &mut V)> {
        self.runs.iter_mut().flatten().map(|(k, v)| (&*k, v))
    }
}

/// The entries of a [`Map`].
pub struct Iter<'a, K, V> {
    runs: std::slice::Iter<'a, Vec<(K, V)>>,
    front: std::slice::Iter<'a, (K, V)>,
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        if self.front.len() == 0 {
            self.front = self.runs.next()?.iter();
        }
        self.front.next().map(|(k, v)| (k, v))
    }
}

/// The place of a key in a [`Map`].
pub enum Entry<'a, K, V> {
    /// The value that is there.
    Occupied(&'a mut V),
    /// Nothing yet.
    Vacant(Vacant<'a, K, V>),
}

/// A place to be filled.
pub struct Vacant<'a, K, V> {
    map: &'a mut Map<K, V>,
    spot: Spot,
    key: K,
}

impl<'a, K: Ord, V> Vacant<'a, K, V> {
    /// Fills the place.
    pub fn insert(self, value: V) -> &'a mut V {
        self.map.put(self.spot, self.key, value)
    }
}

impl<'a, K: Ord, V> Entry<'a, K, V> {
    /// The value, or this one.
    pub fn or_insert(self, value: V) -> &'a mut V {
        self.or_insert_with(|| value)
    }

    /// The value, or the one that is made now.
    pub fn or_insert_with(self, make: impl FnOnce() -> V) -> &'a mut V {
        match self {
            Entry::Occupied(value) => value,
            Entry::Vacant(slot) => slot.insert(make()),
        }
    }

    /// The value, or the type's own beginning.
    pub fn or_default(self) -> &'a mut V
    where
        V: Default,
    {
        self.or_insert_with(V::default)
    }

    /// Changes the value where there is one.
    pub fn and_modify(mut self, change: impl FnOnce(&mut V)) -> Self {
        if let Entry::Occupied(value) = &mut self {
            change(value);
        }
        self
    }
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Map { runs: Vec::new() }
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for Map<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<K: Eq, V: Eq> Eq for Map<K, V> {}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Map<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<Q: Ord + ?Sized, K: Ord + Borrow<Q>, V> Index<&Q> for Map<K, V> {
    type Output = V;

    fn index(&self, key: &Q) -> &V {
        let (run, at, found) = self.find(key);
        assert!(found, "no such key");
        &self.runs[run][at].1
    }
}

impl<K: Ord, V> Extend<(K, V)> for Map<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Map::new();
        map.extend(entries);
        map
    }
}

impl<K: Ord, V, const N: usize> From<[(K, V); N]> for Map<K, V> {
    fn from(entries: [(K, V); N]) -> Self {
        Vec::from(entries).into_iter().collect()
    }
}

impl<K, V> IntoIterator for Map<K, V> {
    type Item = (K, V);
    type IntoIter = std::iter::Flatten<std::vec::IntoIter<Vec<(K, V)>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.runs.into_iter().flatten()
    }
}

impl<'a, K, V> IntoIterator for &'a Map<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        self.iter()
    }
}

impl<K: Serialize, V: Serialize> Serialize for Map<K, V> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.len()))?;
        for (key, value) in self {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<'de, K: Ord + Deserialize<'de>, V: Deserialize<'de>> Deserialize<'de> for Map<K, V> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Entries(PhantomData))
    }
}

struct Entries<K, V>(PhantomData<(K, V)>);

impl<'de, K: Ord + Deserialize<'de>, V: Deserialize<'de>> Visitor<'de> for Entries<K, V> {
    type Value = Map<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Map<K, V>, A::Error> {
        let mut map = Map::new();
        while let Some((key, value)) = from.next_entry()? {
            map.insert(key, value);
        }
        Ok(map)
    }
}
