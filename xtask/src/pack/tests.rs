//! What each kind of source becomes, and what several become together.

use proptest::prelude::*;
use skillkeep::taxonomy::{Learned, Relation, SkillKind, Taxonomy, compile, compile_with};

use super::command::Kind;
use super::fixture::{Folder, made};
use super::names::named_id;

const URI: &str = "http://data.europa.eu/esco";

/// A small download: three skills, a group, two occupations.
fn esco() -> Folder {
    let skills = format!(
        "conceptUri,skillType,preferredLabel,altLabels,status,description\n\
         {URI}/skill/s1,skill/competence,use spreadsheets,\"use Excel\nmake a spreadsheet\",released,Tables.\n\
         {URI}/skill/s2,knowledge,Python (computer programming),,released,A language.\n\
         {URI}/skill/s3,knowledge,operating systems,\"OS\nLinux\",released,What runs programs.\n"
    );
    let german = format!(
        "conceptUri,preferredLabel,altLabels\n{URI}/skill/s1,Tabellen nutzen,Excel nutzen\n{URI}/skill/gone,Weg,\n"
    );
    let broader = format!(
        "conceptType,conceptUri,broaderType,broaderUri\n\
         SkillGroup,{URI}/isced-f/06,SkillGroup,{URI}/skill/g1\n\
         KnowledgeSkillCompetence,{URI}/skill/s2,SkillGroup,{URI}/skill/g1\n"
    );
    let related = format!(
        "originalSkillUri,relationType,relatedSkillUri\n\
         {URI}/skill/s1,essential,{URI}/skill/s3\n{URI}/skill/s2,optional,{URI}/skill/gone\n"
    );
    let occupations = format!(
        "conceptUri,iscoGroup,preferredLabel,status,description\n\
         {URI}/occupation/o1,2512,software developer,released,Writes.\n\
         {URI}/occupation/o2,2654,technical director,released,Directs.\n"
    );
    let needs = format!(
        "occupationUri,relationType,skillUri\n\
         {URI}/occupation/o1,optional,{URI}/skill/s2\n{URI}/occupation/o1,essential,{URI}/skill/s2\n\
         {URI}/occupation/o2,optional,{URI}/skill/s1\n"
    );
    Folder::named(
        "ESCO dataset - v1.2.0",
        &[
            ("skills_en.csv", skills.as_str()),
            ("skills_de.csv", &german),
            ("broaderRelationsSkillPillar_en.csv", &broader),
            ("skillSkillRelations_en.csv", &related),
            ("occupations_en.csv", &occupations),
            ("occupationSkillRelations_en.csv", &needs),
        ],
    )
}

const CROSSWALK: &str = "id,esco_occupation,onet_code,onet_occupation,concept_uri\n\
    1,software developer,15-1132.00,\"software developers, applications\",http://data.europa.eu/esco/occupation/o1\n\
    2,nobody,99-9999.00,nobodies,http://data.europa.eu/esco/occupation/o2\n";

fn onet(crosswalk: bool) -> Folder {
    let folder = Folder::new(&[
        ("Read Me.txt", "O*NET 29.2 Database\nFebruary 2025 Release\n"),
        (
            "Occupation Data.txt",
            "O*NET-SOC Code\tTitle\tDescription\n15-1252.00\tSoftware Developers\tThey say \"code\".\n\
             11-1011.00\tChief Executives\tDirect.\n",
        ),
        ("Job Zones.txt", "O*NET-SOC Code\tJob Zone\n15-1252.00\t4\n"),
        (
            "Technology Skills.txt",
            "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\tHot Technology\tIn Demand\n\
             15-1252.00\tPython\t43232405\tDevelopment software\tY\tY\n\
             11-1011.00\tPython\t43232405\tDevelopment software\tY\tN\n\
             15-1252.00\tLinux\t43233004\tOperating system software\tY\tN\n\
             15-1252.00\tC++\t43232405\tDevelopment software\tY\tY\n\
             11-1011.00\tDevelopment software\t43232405\tDevelopment software\tN\tN\n",
        ),
    ]);
    if crosswalk {
        folder.put("esco_onet_crosswalk_Nov2020.csv", CROSSWALK.as_bytes());
    }
    folder
}

fn table(skills: &str) -> Folder {
    Folder::new(&[("skills.csv", skills)])
}

#[test]
fn esco_has_kinds_languages_and_only_notes() {
    let made = made(&[(Kind::Esco, &esco())]);
    made.assert_errors(&[]);
    // The skill that is gone, from the German names and from a relation.
    assert_eq!(made.notes().iter().filter(|n| n.starts_with("dangling")).count(), 2);
    assert_eq!(made.skill("operating systems").kind, SkillKind::Knowledge);
    let sheets = made.skill("use spreadsheets");
    assert_eq!(sheets.kind, SkillKind::Skill);
    assert_eq!(sheets.relations, [(Relation::Requires, "esco-s3".to_owned())]);
    assert_eq!(made.role("software developer").needs, [("esco-s2".to_owned(), 3.0, true)]);
    let tax = made.open();
    let sheets = tax.find("esco-s1").unwrap();
    assert_eq!((tax.label(sheets), tax.label_in(sheets, "de")), ("use spreadsheets", "Tabellen nutzen"));
    assert!(tax.provenance(sheets).notice.contains("ESCO v1.2.0"));
}

#[test]
fn technologies_of_onet_are_skills_with_a_market() {
    let made = made(&[(Kind::Onet, &onet(false))]);
    made.assert_errors(&[]);
    let python = made.skill("Python");
    assert_eq!((python.kind, python.market.hot, python.market.in_demand), (SkillKind::Technology, true, true));
    assert_eq!(python.relations, [(Relation::Broader, "onet-unspsc-43232405".to_owned())]);
    assert!(made.skill("Linux").market.hot && !made.skill("Linux").market.in_demand);
    let developer = made.role("Software Developers");
    assert_eq!((developer.id.as_str(), developer.grade, developer.family.as_str()), ("onet-15-1252.00", 4, "soc-15"));
    let level = |label: &str| developer.needs.iter().find(|n| n.0 == made.skill(label).id).map(|n| (n.1, n.2));
    assert_eq!(
        (level("Python"), level("Linux"), level("C++")),
        (Some((3.0, true)), Some((2.0, false)), Some((3.0, true)))
    );
    assert_eq!(
        made.role("Chief Executives").needs.iter().map(|n| (n.1, n.2)).collect::<Vec<_>>(),
        [(1.0, false), (2.0, false)]
    );
    // An example that is called as its class is the class.
    assert!(!made.notes().iter().any(|n| n.starts_with("self")), "{:?}", made.notes());
    assert_eq!(made.skill("Development software").id, "onet-unspsc-43232405");
    assert!(made.role("Chief Executives").needs.iter().any(|n| n.0 == "onet-unspsc-43232405"));
    assert!(made.source.sources[0].notice.contains("O*NET 29.2 Database") && made.source.sources[0].version == "29.2");
    assert!(made.notes().iter().any(|n| n.starts_with("no_job_zone") && n.contains("Chief Executives")));
}

#[test]
fn the_id_of_a_technology_is_made_of_its_name_alone() {
    // These are in packs and profiles: they must never change.
    let ids = ["C", "C++", "C#", ".NET", "Microsoft Excel", "microsoft  EXCEL"].map(|n| named_id("onet-tech-", n));
    assert_eq!(
        ids,
        [
            "onet-tech-c",
            "onet-tech-c-cedb1b",
            "onet-tech-c-951a4d",
            "onet-tech-net-fb7485",
            "onet-tech-microsoft-excel",
            "onet-tech-microsoft-excel"
        ]
    );
}

#[test]
fn both_have_one_python_and_one_developer() {
    let made = made(&[(Kind::Esco, &esco()), (Kind::Onet, &onet(true))]);
    made.assert_errors(&[]);
    let python = made.skill("Python (computer programming)");
    assert_eq!((python.id.as_str(), python.kind, python.source), ("esco-s2", SkillKind::Technology, 0));
    assert!(python.market.in_demand && python.aliases.contains(&"Python".to_owned()));
    // Python's class comes along; ESCO's own relation stays.
    assert!(python.relations.contains(&(Relation::Broader, "onet-unspsc-43232405".to_owned())));
    // Linux is an example of operating systems, not another word for them.
    assert!(made.skill("Linux").relations.contains(&(Relation::Broader, "esco-s3".to_owned())));
    assert!(!made.source.roles.iter().any(|r| r.label == "Software Developers"));
    let needs = &made.role("software developer").needs;
    let need = |id: &str| needs.iter().find(|n| n.0 == id).map(|n| (n.1, n.2));
    assert_eq!(need("esco-s2"), Some((3.0, true)), "what ESCO calls essential stays so");
    assert_eq!(need("onet-tech-linux"), Some((2.0, false)));
    assert_eq!(need("onet-tech-c-cedb1b"), Some((3.0, false)), "essential there, good to have here");
    assert!(made.notes().iter().any(|n| n.starts_with("crosswalk.unlinked") && n.contains("nobodies")));
    // An occupation that ESCO does not have stays.
    assert!(made.role("Chief Executives").needs.iter().any(|n| n.0 == "esco-s2"));
    let tax = made.open();
    let sources: Vec<String> = tax.provenances(tax.find("esco-s2").unwrap()).into_iter().map(|p| p.notice).collect();
    assert!(sources[0].contains("ESCO") && sources[1].contains("O*NET") && sources.len() == 2);
}

#[test]
fn descriptors_are_read_as_json_as_linked_data_and_as_a_table() {
    let json = r#"[{"uuid": "u-1", "id": "https://x.test/api/skills/u-1", "skillName": "Phish Triage",
        "skillStatement": "Sort reports.", "categories": ["Security"], "keywords": ["Systems"], "status": "published",
        "occupations": [{"code": "15-1252"}, {"code": "15-0000"}]},
       {"uuid": "u-2", "skillName": "Unfinished", "skillStatement": "…", "status": "draft"}]"#;
    let linked = r#"{"@context": "x", "@graph": [{"@type": "ceasn:Competency", "@id": "https://x.test/api/skills/u-1",
        "ceasn:competencyLabel": {"en-us": "Phish Triage"}, "ceasn:competencyText": {"en-us": "Sort reports."},
        "ceasn:competencyCategory": {"en-us": ["Security"]}, "category": "Security"}]}"#;
    let rows = "Canonical URL,RSD Name,Skill Statement,Categories,Keywords\n\
        https://x.test/api/skills/u-1,Phish Triage,Sort reports.,Security,Systems\n";
    for (file, text) in [("s.json", json), ("s.jsonld", linked), ("s.csv", rows)] {
        let folder = Folder::new(&[(file, text), ("NOTICE.txt", "Apache-2.0, by X")]);
        let made = made(&[(Kind::Rsd, &folder)]);
        made.assert_errors(&[]);
        let skill = made.skill("Phish Triage");
        assert_eq!((skill.id.as_str(), skill.description.as_str()), ("rsd-u-1", "Sort reports."), "{file}");
        assert_eq!(skill.relations, [(Relation::Broader, made.skill("Security").id.clone())], "{file}");
        assert!(skill.aliases.is_empty(), "a keyword is no name");
        assert_eq!(made.source.skills.len(), 2, "{file}: a draft is left out");
        assert_eq!(made.source.sources[0].notice, "Apache-2.0, by X");
    }
    let folder = Folder::new(&[("s.json", json)]);
    let both = made(&[(Kind::Onet, &onet(false)), (Kind::Rsd, &folder)]);
    both.assert_errors(&[]);
    assert!(both.role("Software Developers").needs.contains(&("rsd-u-1".to_owned(), 2.0, false)));
}

#[test]
fn a_framework_of_case_keeps_its_order() {
    let node = |id: &str, kind: &str| format!(r#"{{"identifier": "{id}", "uri": "https://x.test/{kind}/{id}"}}"#);
    let link = |from: &str, how: &str, to: &str, kind: &str| {
        let (from, to) = (node(from, "CFItems"), node(to, kind));
        format!(r#"{{"originNodeURI": {from}, "associationType": "{how}", "destinationNodeURI": {to}}}"#)
    };
    let links = [
        link("i1", "isChildOf", "doc", "CFDocuments"),
        link("i2", "isChildOf", "i1", "CFItems"),
        link("i2", "precedes", "i3", "CFItems"),
        link("i4", "replacedBy", "i3", "CFItems"),
    ];
    let text = format!(
        r#"{{"CFDocument": {{"identifier": "doc", "title": "Maths", "creator": "X", "lastChangeDateTime": "2020-01-01T00:00:00+00:00",
            "licenseURI": {{"title": "CC BY", "uri": "u"}}}},
        "CFItems": [{{"identifier": "i1", "fullStatement": "Counting"}},
          {{"identifier": "i2", "fullStatement": "Counts to ten", "abbreviatedStatement": "To ten"}},
          {{"identifier": "i3", "fullStatement": "Adding"}}, {{"identifier": "i4", "fullStatement": "Sums"}},
          {{"identifier": "i5", "fullStatement": "Slide rules", "statusEndDate": "2019-12-31"}}],
        "CFAssociations": [{}]}}"#,
        links.join(",")
    );
    let made = made(&[(Kind::Case, &Folder::new(&[("maths.json", &text)]))]);
    made.assert_errors(&[]);
    assert_eq!(made.skill("To ten").relations, [(Relation::Broader, "case-i1".to_owned())]);
    assert_eq!(made.skill("To ten").description, "Counts to ten");
    assert_eq!(made.skill("Adding").relations, [(Relation::Requires, "case-i2".to_owned())]);
    let sums = made.skill("Sums");
    assert_eq!((sums.retired, sums.successor.as_deref()), (true, Some("case-i3")));
    assert!(made.skill("Slide rules").retired && !made.skill("Counting").retired);
    assert_eq!(made.source.sources[0].notice, "Maths, X, CC BY");
    made.open();
}

#[test]
fn a_table_speaks_german() {
    let folder = table(
        "id,label,aliases,kind,hot,in_demand,label_de,aliases_de,former\n\
         sheets,Spreadsheets,Excel,technology,yes,no,Tabellenkalkulation,Kalkulation|Tabellen,Worksheets\n\
         talk,Public speaking,,skill,,,Öffentlich reden,,\n\
         law,Labour law,,knowledge,,,,,\n",
    );
    let made = made(&[(Kind::Table, &folder)]);
    made.assert_errors(&[]);
    assert_eq!(made.skill("Spreadsheets").names[0].aliases, ["Kalkulation", "Tabellen"]);
    let tax = made.open();
    let id = |id: &str| tax.find(id).unwrap();
    let german = ["sheets", "talk", "law"].map(|s| tax.label_in(id(s), "de"));
    assert_eq!(german, ["Tabellenkalkulation", "Öffentlich reden", "Labour law"]);
    assert_eq!((tax.kind(id("sheets")), tax.kind(id("law"))), (SkillKind::Technology, SkillKind::Knowledge));
    assert!(tax.market(id("sheets")).hot && !tax.market(id("sheets")).in_demand);
    assert_eq!(tax.former(id("sheets")), ["Worksheets"]);
}

#[test]
fn a_company_table_may_speak_of_esco() {
    let skills = "id,label,aliases,description,broader,requires,related\n\
        py,Python,py3,Ours,,,house\nhouse,House style,,,,esco-s3,\n";
    let roles = [("roles.csv", "id,label\ndev,Developer\n"), ("role_skills.csv", "role,skill,level\ndev,py,4\n")];
    let folder = table(skills);
    for (file, text) in roles {
        folder.put(file, text.as_bytes());
    }
    let made = made(&[(Kind::Esco, &esco()), (Kind::Table, &folder)]);
    made.assert_errors(&[]);
    let python = made.skill("Python (computer programming)");
    assert_eq!(python.also, [(1, String::new())]);
    assert!(python.aliases.contains(&"py3".to_owned()) && python.description == "A language.");
    assert!(python.relations.contains(&(Relation::Related, "house".to_owned())));
    assert_eq!(made.skill("House style").relations, [(Relation::Requires, "esco-s3".to_owned())]);
    assert_eq!(made.role("Developer").needs, [("esco-s2".to_owned(), 4.0, false)]);
}

#[test]
fn ids_of_two_sources_do_not_collide_unseen() {
    let (one, two) = (table("id,label\nr,R\n"), table("id,label,related\nr,Rowing,\nb,Boats,r\n"));
    let made = made(&[(Kind::Table, &one), (Kind::Table, &two)]);
    made.assert_errors(&[
        "id.collision skills.csv:2 `r` is also the id of `R`",
        "dangling skills.csv:3 `r` was left out",
    ]);
    assert_eq!(made.source.skills.iter().map(|s| s.label.as_str()).collect::<Vec<_>>(), ["Boats", "R"]);
    assert!(made.skill("Boats").relations.is_empty(), "boats have nothing to do with R");
    // The id of one earlier skill, the name of another.
    let (one, two) = (table("id,label,related\na,Rowing,c\nb,Boats,\nc,Canoes,\n"), table("id,label\na,Boats\n"));
    let made = super::fixture::made(&[(Kind::Table, &one), (Kind::Table, &two)]);
    made.assert_errors(&["id.collision skills.csv:2 `a` is also the id of `Rowing`"]);
    assert_eq!(made.skill("Rowing").relations, [(Relation::Related, "c".to_owned())]);
    assert!(made.skill("Boats").also.is_empty());
}

proptest! {
    /// The order of rows in a table changes nothing of the pack.
    #[test]
    fn order_of_rows_does_not_matter(order in Just((0..6).collect::<Vec<usize>>()).prop_shuffle()) {
        let rows = ["a,Python,py", "b,Py thon,", "c,Rowing,boats|Python", "d,Boats,", "e,SQL,", "f,Postgre SQL,SQL"];
        let shuffled: Vec<&str> = order.iter().map(|i| rows[*i]).collect();
        let pack = |rows: &[&str]| {
            let second = table(&format!("id,label,aliases\n{}\n", rows.join("\n")));
            compile(&made(&[(Kind::Esco, &esco()), (Kind::Table, &second)]).source).unwrap()
        };
        prop_assert!(pack(&shuffled) == pack(&rows));
    }
}

#[test]
fn the_log_beside_the_tables_is_in_the_pack() {
    let folder = table("id,label\nchat,Chat and messaging\ntill,Till\n");
    let log = r#"{"format": 1, "entries": [{"version": "2026.1", "day": "2026-01-12", "kind": "rename", "subject": "chat",
        "label": "Live chat", "intoLabels": ["Chat and messaging"], "reason": "Most of it is messages now."}]}"#;
    folder.put("changes.json", log.as_bytes());
    let whole = made(&[(Kind::Table, &folder)]);
    whole.assert_errors(&[]);
    let told = |label: &str| whole.skill(label).history.iter().map(|e| e.label.clone()).collect::<Vec<_>>();
    assert_eq!((told("Chat and messaging"), told("Till")), (vec!["Live chat".to_owned()], vec![]));
    folder.put("changes.json", b"{\n  \"format\": 1,\n  oops");
    let broken = made(&[(Kind::Table, &folder)]);
    broken.assert_errors(&["json.syntax changes.json:3"]);
}

#[test]
fn what_one_item_teaches_becomes_close() {
    let folder = table("id,label\nbread,Baking bread\ndough,Kneading\noven,Tending the oven\ntill,Till\n");
    let made = made(&[(Kind::Table, &folder)]);
    let file = folder.path().join("items.csv");
    let mut rows = String::from("id,title,modality,minutes,skills\n");
    for i in 0..4 {
        rows += &format!("both-{i},Both {i},course,30,bread:0>1|dough:0>1\nlone-{i},Lone {i},course,30,till:0>1\n");
    }
    std::fs::write(&file, rows).unwrap();
    let items = super::baskets::read(&file, &made.source).unwrap();
    assert_eq!(items, vec![vec!["bread".to_owned(), "dough".to_owned()]; 4]);
    let close = |items: &[Vec<String>]| {
        let pack = compile_with(&made.source, Learned { items, ..Learned::default() }).unwrap();
        let tax = Taxonomy::open(&pack).unwrap();
        let bread = tax.find("bread").unwrap();
        tax.adjacent(bread).map(|(id, _)| tax.id(id).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(close(&items), ["dough"]);
    assert!(close(&[]).is_empty());
    assert!(super::baskets::read(&folder.path().join("none.csv"), &made.source).is_err());
}
