//! A catalogue is read strictly, and says what it left out.

use proptest::prelude::*;

use super::*;
use crate::error::Coded;
use crate::recommend::fixture::{ITEMS, catalogue, taxonomy};

fn one(item: &str) -> Result<Catalogue, CatalogueError> {
    let json = format!(r#"{{"format":"skillkeep-catalogue/1","version":1,"items":[{item}]}}"#);
    Catalogue::from_json(json.as_bytes(), &taxonomy())
}
const GOOD: &str =
    r#"{"id":"a","title":"A","modality":"video","minutes":5,"skills":[{"skill":"sql","from":0,"to":1}]}"#;

#[test]
fn refuses_with_the_place_and_the_field() {
    assert_eq!(one(GOOD).expect("good").items().len(), 1);
    let bad = [
        (r#""modality":"video""#, r#""modality":"opera""#, "modality"),
        (r#""minutes":5"#, r#""minutes":0"#, "minutes"),
        (r#""minutes":5"#, r#""minutes":5,"url":"javascript:alert(1)""#, "url"),
        (r#""minutes":5"#, r#""minutes":5,"url":"data:text/html,x""#, "url"),
        (r#""minutes":5"#, r#""minutes":5,"starts":"tomorrow""#, "starts"),
        (r#""minutes":5"#, r#""minutes":5,"starts":"2027-02-01","ends":"2027-01-01""#, "ends"),
        (r#""minutes":5"#, r#""minutes":5,"moment":"teatime""#, "moment"),
        (r#""to":1"#, r#""to":0"#, "skills"),
        (r#""to":1"#, r#""to":7"#, "skills"),
        (r#""title":"A""#, r#""title":" ""#, "title"),
        (r#""id":"a""#, r#""id":"""#, "id"),
        (r#""minutes":5"#, r#""minutes":5,"colour":"red""#, "item"),
    ];
    for (from, to, expected) in bad {
        match one(&GOOD.replace(from, to)) {
            Err(CatalogueError::Item { row: 1, field, .. }) => assert_eq!(field, expected, "{to}"),
            other => panic!("{to}: {other:?}"),
        }
    }
    let twice = one(&format!("{GOOD},{GOOD}")).expect_err("the same id twice");
    assert_eq!(twice.code(), "catalogue.duplicate");
    assert_eq!(twice.args()["row"], "2");
    assert!(matches!(Catalogue::from_json(b"{", &taxonomy()), Err(CatalogueError::Syntax(_))));
    let newer = br#"{"format":"skillkeep-catalogue/2","version":1,"items":[]}"#;
    assert!(matches!(Catalogue::from_json(newer, &taxonomy()), Err(CatalogueError::Format(_))));
}

#[test]
fn what_is_not_known_is_left_out_and_said() {
    let item = GOOD
        .replace(r#""skill":"sql""#, r#""skill":"juggling""#)
        .replace(r#""minutes":5"#, r#""minutes":5,"requires":["z"]"#);
    let cat = one(&item).expect("readable");
    assert!(cat.items()[0].teaches.is_empty());
    let said: Vec<_> = cat.warnings().iter().map(|w| (w.code, w.detail.as_str())).collect();
    assert_eq!(said, [("catalogue.unknown_skill", "juggling"), ("catalogue.unknown_requirement", "z")]);
    let needs = |id: &str, other: &str| GOOD.replace(r#""id":"a""#, &format!(r#""id":"{id}","requires":["{other}"]"#));
    let circle = one(&format!("{},{},{}", needs("a", "b"), needs("b", "c"), needs("c", "a"))).expect("readable");
    assert_eq!(circle.warnings().len(), 1, "one link is cut, the rest stays");
    assert_eq!(circle.warnings()[0].code, "catalogue.requirement_circle");
}

#[test]
fn an_object_is_found_by_id_and_address() {
    let tax = taxonomy();
    let cat = catalogue(&tax);
    let joins = cat.find("sql-joins");
    assert!(joins.is_some());
    assert_eq!(cat.find_object("sql-joins"), joins);
    assert_eq!(cat.find_object("https://learn.example/joins?x=1"), joins);
    assert_eq!(cat.find_object("https://learn.example/joins/"), joins);
    assert_eq!(cat.find_object("https://learn.example/sql#top"), cat.find("sql-basics"));
    assert_eq!(cat.find_object("https://learn.example/other"), None);
    let page = |n: u8| GOOD.replace(r#""id":"a""#, &format!(r#""id":"{n}","url":"https://l.example/view?course={n}""#));
    let by_query = one(&format!("{},{}", page(1), page(2))).expect("good");
    assert_eq!(by_query.find_object("https://l.example/view?course=2"), by_query.find("2"));
    assert_eq!(by_query.find_object("https://l.example/view"), None, "two could be meant");
}

#[test]
fn csv_says_the_same_as_json() {
    let csv = "\u{feff}id,title,modality,minutes,skills,requires,starts,retired,our remark\n\
        a,\"Joins, in practice\",practice,25,sql:1>3|python:0>1,,,no,x\n\
        b,Gig,gig,60,sql:1>3,a,2027-01-11,yes,\n";
    let cat = Catalogue::from_csv(csv.as_bytes(), &taxonomy()).expect("reads");
    assert_eq!(cat.items()[0].title, "Joins, in practice");
    assert_eq!(cat.items()[0].teaches.len(), 2);
    assert_eq!(cat.items()[1].starts, Some(1_799_625_600_000));
    assert!(cat.items()[1].retired);
    assert_eq!(cat.requires(ItemIx(1)), [ItemIx(0)]);
    let error = Catalogue::from_csv(csv.replace(",25,", ",soon,").as_bytes(), &taxonomy()).expect_err("minutes");
    assert_eq!((error.code(), error.args()["row"].as_str()), ("catalogue.item", "2"));
    let missing = Catalogue::from_csv(b"id,title\na,b\n", &taxonomy()).expect_err("columns");
    assert_eq!(missing.code(), "catalogue.column");
}

#[test]
fn search_finds_by_beginnings_and_not_tombstones() {
    let tax = taxonomy();
    let cat = catalogue(&tax);
    let found = |text: &str| {
        cat.search(text, 9).into_iter().map(|ix| cat.items()[ix.0 as usize].id.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(found("join pract"), ["sql-joins"]);
    assert_eq!(found("QUERIES"), ["sql-basics", "sql-tune"]);
    assert!(found("  ").is_empty() && found("zebra").is_empty());
}

#[test]
fn titles_that_look_the_same_are_told() {
    let other = GOOD.replace(r#""id":"a""#, r#""id":"b""#);
    let title = |item: &str, t: &str| item.replace(r#""title":"A""#, &format!(r#""title":"{t}""#));
    let cat =
        one(&format!("{},{}", title(GOOD, "Joins in practice"), title(&other, "Joins, in Practice!"))).expect("good");
    assert_eq!(cat.duplicates(), [Duplicate { first: ItemIx(0), second: ItemIx(1), alike: 1.0 }]);
    let cat =
        one(&format!("{},{}", title(GOOD, "Joins in practice"), title(&other, "Windows in theory"))).expect("good");
    assert!(cat.duplicates().is_empty());
}

proptest! {
    #[test]
    fn any_bytes_give_a_catalogue_or_an_error(at in 0usize..4000, with in any::<u8>(), cut in 0usize..4000) {
        let tax = taxonomy();
        let mut bytes = ITEMS.as_bytes().to_vec();
        let length = bytes.len();
        bytes[at % length] = with;
        let _ = Catalogue::from_json(&bytes, &tax);
        let _ = Catalogue::from_csv(&bytes, &tax);
        bytes.truncate(cut % length);
        prop_assert!(Catalogue::from_json(&bytes, &tax).is_err());
    }
}
