//! Bad input: what is wrong is named with file, line and code, and what is good is taken only if somebody says so.

use proptest::prelude::*;
use skillkeep::taxonomy::{Relation, Taxonomy};

use super::PackReadError;
use super::command::{Kind, run};
use super::fixture::{Folder, Made, made};

fn table(skills: &str) -> Folder {
    Folder::new(&[("skills.csv", skills)])
}

fn of(skills: &[u8]) -> Made {
    let folder = Folder::new(&[]);
    folder.put("skills.csv", skills);
    made(&[(Kind::Table, &folder)])
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    let unit = |u: u16| if big { u.to_be_bytes() } else { u.to_le_bytes() };
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(unit).collect()
}

#[test]
fn a_circle_is_cut_at_its_last_row() {
    let made = of(b"id,label,broader,requires\na,A,b,\nb,B,c,c\nc,C,,b\nd,D,a|d,\n");
    made.assert_errors(&[
        "cycle skills.csv:4 `requires` goes in a circle: b > c > b",
        "self skills.csv:5 `d` names itself",
    ]);
    assert_eq!(made.skill("B").relations.len(), 2);
    assert!(made.skill("C").relations.is_empty());
    let made = of(b"id,label,broader\na,A,b\nb,B,c\nc,C,a\n");
    made.assert_errors(&["cycle skills.csv:4 `broader` goes in a circle: a > b > c > a"]);
    made.open();
}

#[test]
fn a_circle_that_two_sources_make_together_is_found() {
    let one = table("id,label,broader\na,Sea,b\nb,Water,\n");
    let two = table("id,label,broader\nx,water,y\ny,sea,\n");
    let made = made(&[(Kind::Table, &one), (Kind::Table, &two)]);
    made.assert_errors(&["cycle skills.csv:2 `broader` goes in a circle: a > b > a"]);
    assert_eq!(made.skill("Sea").relations, [(Relation::Broader, "b".to_owned())]);
}

#[test]
fn what_names_nothing_is_left_out() {
    let folder = table("id,label,related,retired,successor\na,A,nope,,\nb,B,,yes,gone\n");
    folder.put("roles.csv", b"id,label,grade\nr,R,2\nq,Q,high\nr,R again,1\n");
    folder.put(
        "role_skills.csv",
        b"role,skill,level,essential\nr,a,3,yes\nr,nope,3,\nnobody,a,3,\nr,a,2,\nr,b,7,\nr,b,1,maybe\n",
    );
    let made = made(&[(Kind::Table, &folder)]);
    made.assert_errors(&[
        "dangling skills.csv:2 there is no skill `nope`",
        "dangling skills.csv:3 there is no skill `gone`",
        "cell.value roles.csv:3 the grade `high`",
        "id.twice roles.csv:4 the role `r` is there twice",
        "dangling role_skills.csv:3 there is no skill `nope`",
        "dangling role_skills.csv:4 there is no role `nobody`",
        "need.twice role_skills.csv:5 the role `r` needs `a` twice",
        "cell.value role_skills.csv:6 the level `7`",
        "cell.value role_skills.csv:7 `essential` is yes or no, not `maybe`",
    ]);
    assert_eq!(made.role("R").needs, [("a".to_owned(), 3.0, true)]);
    made.open();
}

#[test]
fn ids_and_labels_stand_once() {
    let made = of(b"id,label,related\na,Rowing,\na,Again,\nb,rowing,\nc,Boats,b\n,No id,\nd,,\n");
    made.assert_errors(&[
        "id.twice skills.csv:3 the skill `a` is there twice",
        "label.twice skills.csv:4 `rowing` is also the name of `a`",
        "dangling skills.csv:5 `b` was left out",
        "cell.empty skills.csv:6",
        "cell.empty skills.csv:7",
    ]);
    assert_eq!(made.source.skills.len(), 2);
}

#[test]
fn rows_cut_short_and_a_header_in_capitals() {
    let made = of(b"ID,Label,Aliases,KIND\na,A,,\nb,B\nc,C,,,too much\nd,D,,,\n\n,,,\ne,E,,verb\nf,F,,knowledge\n");
    made.assert_errors(&[
        "row.short skills.csv:3 2 cells where the header has 4",
        "row.long skills.csv:4 5 cells where the header has 4",
        "cell.value skills.csv:8 `kind` is skill, knowledge or technology, not `verb`",
    ]);
    let labels: Vec<&str> = made.source.skills.iter().map(|s| s.label.as_str()).collect();
    assert_eq!(labels, ["A", "D", "F"]);
    of(b"id,name\na,A\n").assert_errors(&["column.missing skills.csv:1 there is no column `label`"]);
}

#[test]
fn encodings_are_told_apart() {
    let text = "id,label,aliases\ncafé,Café führen,naïve façade|Straße\n";
    let western: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let marked: Vec<u8> = [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat();
    for bytes in [text.as_bytes().to_vec(), marked, utf16(text, false), utf16(text, true), western.clone()] {
        let made = of(&bytes);
        made.assert_errors(&[]);
        let skill = made.skill("Café führen");
        assert_eq!((skill.id.as_str(), skill.aliases.join("+")), ("café", "naïve façade+Straße".to_owned()));
        let guessed = made.notes().iter().any(|n| n.starts_with("encoding.windows_1252"));
        assert_eq!(guessed, bytes == western);
    }
    // A spreadsheet in German writes semicolons.
    let excel: Vec<u8> = "id;label;aliases\r\na;Größe;x|y\r\n".chars().map(|c| c as u8).collect();
    assert_eq!(of(&excel).skill("Größe").aliases, ["x", "y"]);
    // One row in Windows-1252 among rows in UTF-8.
    let mixed = of(b"id,label\na,caf\xc3\xa9\nb,caf\xe9\nc,tea\n");
    mixed.assert_errors(&["encoding skills.csv:3 the row has bytes that are not UTF-8"]);
    assert_eq!(mixed.source.skills.len(), 2);
    of(b"id,label\na,A\nb,\x81\xff\n").assert_errors(&["encoding skills.csv:3 this is neither"]);
    of(b"PK\x03\x04\x00\x00").assert_errors(&["encoding skills.csv:1 this is neither"]);
    // A character on the edge of what is read at once.
    let long = format!("id,label\na,{}é\n", "x".repeat(64 * 1024 - 12));
    let long = of(long.as_bytes());
    assert!(long.notes().iter().all(|n| n.starts_with("file.absent")), "{:?}", long.notes());
    assert!(long.source.skills[0].label.ends_with("xé"));
}

#[test]
fn empty_files_and_missing_ones() {
    of(b"").assert_errors(&["file.empty skills.csv the file has no bytes"]);
    of(b"id,label\n").assert_errors(&["file.empty skills.csv there is no skill in it"]);
    of(b"\n\n").assert_errors(&["column.missing skills.csv:1", "column.missing skills.csv:1"]);
    let nothing = Folder::new(&[]);
    made(&[(Kind::Table, &nothing)]).assert_errors(&["file.missing skills.csv"]);
    let missing = made(&[(Kind::Esco, &nothing)]);
    assert_eq!(missing.errors().iter().filter(|e| e.starts_with("file.missing")).count(), 4, "{:?}", missing.errors());
    assert_eq!(made(&[(Kind::Onet, &nothing)]).errors().len(), 2);
    made(&[(Kind::Rsd, &nothing)]).assert_errors(&["file.empty"]);
    made(&[(Kind::Case, &nothing)]).assert_errors(&["file.empty"]);
}

#[test]
fn an_open_quote_does_not_swallow_the_file() {
    let mut text = String::from("id,label\na,A\nb,\"B\nc,C\n");
    text.extend((0..200_000).map(|i| format!("s{i},Skill {i}\n")));
    let made = of(text.as_bytes());
    made.assert_errors(&["row.size skills.csv:3"]);
    assert_eq!(made.source.skills.len(), 1);
    // Quotes that belong to a cell are no reason to stop.
    let inches: String = (0..60_000).map(|i| format!("s{i},{i} 5\" pipe\n")).collect();
    of(format!("id,label\n{inches}").as_bytes()).assert_errors(&[]);
}

#[test]
fn hostile_json_is_cut_off_where_it_is_bad() {
    let rsd = |text: &str| made(&[(Kind::Rsd, &Folder::new(&[("s.json", text)]))]);
    let good = |id: &str| format!("{{\"uuid\":\"{id}\",\"skillName\":\"{id}\",\"skillStatement\":\"x\"}}");
    let deep = format!("{{\"uuid\":\"d\",\"x\":{}{}}}", "[".repeat(200_000), "]".repeat(200_000));
    let found = rsd(&format!("[\n{},\n{deep},\n{},\n{{\"uuid\":\"n\"}}\n]", good("one"), good("two")));
    found.assert_errors(&["json.depth s.json:3", "cell.empty s.json:5 a descriptor needs a `skillName`"]);
    assert_eq!(found.source.skills.len(), 2);
    // Cut in the middle: what was whole is there.
    let cut = rsd(&format!("{{\"skills\": [\n{},\n{{\"uuid\": \"tw", good("one")));
    cut.assert_errors(&["json.syntax s.json:3"]);
    assert_eq!(cut.source.skills.len(), 1);
    rsd(&"[".repeat(1_000_000)).assert_errors(&["json.syntax s.json:1"]);
    rsd("").assert_errors(&["file.empty s.json"]);
    rsd("[1, \"two\", null]").assert_errors(&["cell.empty", "cell.empty", "cell.empty"]);
    let large = Folder::new(&[]);
    std::fs::File::create(large.path().join("s.json")).unwrap().set_len(300 << 20).unwrap();
    made(&[(Kind::Rsd, &large)]).assert_errors(&["json.size s.json"]);
    let case = |text: &str| made(&[(Kind::Case, &Folder::new(&[("s.json", text)]))]);
    case("{\"CFItems\": []}").assert_errors(&["json.shape s.json"]);
    case("{\"CFItems\": {}}").assert_errors(&["json.shape s.json", "json.syntax s.json:1"]);
    let empty = "{\"CFDocument\": {}, \"CFItems\": [{}], \"CFAssociations\": [{\"originNodeURI\": 3}]}";
    case(empty).assert_errors(&["cell.empty s.json:1", "cell.empty s.json:1"]);
}

#[test]
fn a_report_counts_what_it_does_not_list() {
    let rows: String = (0..20_000).map(|i| format!("r,nothing {i},1\n")).collect();
    let folder = table("id,label\na,A\n");
    folder.put("roles.csv", b"id,label\nr,R\n");
    folder.put("role_skills.csv", format!("role,skill,level\n{rows}").as_bytes());
    let made = made(&[(Kind::Table, &folder)]);
    assert_eq!(made.report.errors(), 20_000);
    let csv = made.report.csv();
    assert_eq!(csv.lines().count(), 1 + 500 + 1);
    assert!(csv.contains("role_skills.csv,2,dangling,there is no skill `nothing 0`"), "{}", &csv[..300]);
    assert!(csv.ends_with("error,,,dangling,and 19500 more\n"));
    assert!(made.report.short().lines().count() < 30);
}

#[test]
fn nothing_is_written_while_there_are_errors() {
    let folder = table("id,label,broader\na,A,b\nb,B,a\n");
    let (out, report) = (folder.file("out.pack"), folder.file("report.csv"));
    let source = folder.path().display().to_string();
    let words = ["table", &source, &out, "--report", &report];
    let refused = run(&words).unwrap_err();
    assert!(matches!(&refused, PackReadError::Refused { errors: 1, .. }));
    assert!(refused.to_string().contains("skills.csv:3: cycle:"), "{refused}");
    assert!(!std::path::Path::new(&out).exists());
    assert!(std::fs::read_to_string(&report).unwrap().contains(",3,cycle,"));
    run(&["table", &source, &out, "--keep-good"]).unwrap();
    let tax = Taxonomy::open(&std::fs::read(&out).unwrap()).unwrap();
    let (a, b) = (tax.find("a").unwrap(), tax.find("b").unwrap());
    assert_eq!(tax.relations(a), [(Relation::Broader, b)]);
    for wrong in [&["table", &source][..], &["tabel", &source, &out], &["table", &source, &out, "--keep"], &[]] {
        assert!(matches!(run(wrong).unwrap_err(), PackReadError::Usage(_)), "{wrong:?}");
    }
}

proptest! {
    /// Whatever bytes a folder holds, reading it ends, and what is left can be compiled.
    #[test]
    fn any_bytes_give_a_report_or_a_pack(
        bytes in proptest::collection::vec(any::<u8>(), 0..60),
        at in 0usize..200,
        cut in 0usize..200,
    ) {
        let whole: [(Kind, &str, &str); 4] = [
            (Kind::Table, "skills.csv", "id,label,aliases,broader,label_de\na,A,x|y,b,Ä\nb,\"B, or \"\"C\"\"\",,a,\n"),
            (Kind::Rsd, "s.json", r#"[{"uuid": "u", "skillName": "N", "skillStatement": "S", "categories": ["C"]}, {"x": 1}]"#),
            (Kind::Case, "s.json", r#"{"CFDocument": {"title": "T"}, "CFItems": [{"identifier": "i", "fullStatement": "F"}]}"#),
            (Kind::Onet, "Technology Skills.txt", "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\n1\tX\t2\tY\n"),
        ];
        for (kind, file, text) in whole {
            let mut all = text.as_bytes().to_vec();
            let at = at.min(all.len());
            all.splice(at..(at + cut % 20).min(all.len()), bytes.iter().copied());
            let folder = Folder::new(&[]);
            folder.put(file, &all);
            let made = made(&[(kind, &folder)]);
            prop_assert!(skillkeep::taxonomy::compile(&made.source).is_ok());
        }
    }
}
