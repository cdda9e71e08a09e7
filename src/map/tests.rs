//! The library's B-tree is the oracle.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{Entry, Map, Set};

#[derive(Debug, Clone)]
enum Act {
    Insert(u16, u8),
    Remove(u16),
    Raise(u16),
    Retain(u8),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        20 => (0u16..2000, any::<u8>()).prop_map(|(k, v)| Act::Insert(k, v)),
        6 => (0u16..2000).prop_map(Act::Remove),
        6 => (0u16..2000).prop_map(Act::Raise),
        1 => any::<u8>().prop_map(Act::Retain),
    ];
    prop::collection::vec(act, 0..1500)
}

proptest! {
    #[test]
    fn it_answers_as_the_library_does(acts in acts(), rising in any::<bool>()) {
        let (mut ours, mut theirs) = (Map::new(), BTreeMap::new());
        // Arrival in order fills the runs another way than arrival at random.
        if rising {
            ours.extend((0u16..700).map(|k| (k * 3, 1u8)));
            theirs.extend((0u16..700).map(|k| (k * 3, 1u8)));
        }
        for act in acts {
            match act {
                Act::Insert(k, v) => prop_assert_eq!(ours.insert(k, v), theirs.insert(k, v)),
                Act::Remove(k) => prop_assert_eq!(ours.remove(&k), theirs.remove(&k)),
                Act::Raise(k) => {
                    let a = ours.entry(k).and_modify(|v| *v = v.wrapping_add(1)).or_insert(7);
                    let b = theirs.entry(k).and_modify(|v: &mut u8| *v = v.wrapping_add(1)).or_insert(7);
                    prop_assert_eq!(a, b);
                }
                Act::Retain(bit) if bit < 40 => {
                    ours.retain(|k, v| (*v ^ *k as u8) & bit == 0);
                    theirs.retain(|k, v| (*v ^ *k as u8) & bit == 0);
                }
                Act::Retain(_) => {}
            }
            prop_assert_eq!(ours.len(), theirs.len());
            prop_assert_eq!(ours.is_empty(), theirs.is_empty());
        }
        prop_assert!(ours.iter().eq(theirs.iter()) && ours.keys().eq(theirs.keys()) && ours.values().eq(theirs.values()));
        for k in 0..2100 {
            prop_assert_eq!(ours.get(&k), theirs.get(&k));
            prop_assert_eq!(ours.contains_key(&k), theirs.contains_key(&k));
            prop_assert_eq!(matches!(ours.entry(k), Entry::Vacant(_)), !theirs.contains_key(&k));
        }
        // The same entries are equal, however they came and however the runs were cut.
        prop_assert_eq!(&ours, &theirs.clone().into_iter().collect::<Map<_, _>>());
        let bytes = postcard::to_stdvec(&ours).unwrap();
        prop_assert_eq!(&bytes, &postcard::to_stdvec(&theirs).unwrap());
        prop_assert_eq!(postcard::from_bytes::<Map<u16, u8>>(&bytes).unwrap(), ours.clone());
        prop_assert_eq!(serde_json::to_string(&ours).unwrap(), serde_json::to_string(&theirs).unwrap());
        prop_assert_eq!(ours.into_iter().collect::<Vec<_>>(), theirs.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn a_set_holds_each_member_once(members in prop::collection::vec(any::<u8>(), 0..400)) {
        let (mut ours, mut theirs): (Set<u8>, BTreeSet<u8>) = (Set::new(), BTreeSet::new());
        for m in &members {
            prop_assert_eq!(ours.insert(*m), theirs.insert(*m));
        }
        prop_assert!(ours.iter().eq(theirs.iter()));
        prop_assert_eq!(serde_json::to_string(&ours).unwrap(), serde_json::to_string(&theirs).unwrap());
        prop_assert_eq!(ours.remove(&3), theirs.remove(&3));
        prop_assert_eq!(ours.contains(&3), theirs.contains(&3));
        prop_assert!(ours.into_iter().eq(theirs));
    }
}
