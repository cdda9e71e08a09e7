//! What a person would notice of the taxonomy: names found, or left alone; packs refused.

use proptest::prelude::*;

use super::*;
use crate::error::Coded;

fn skill(id: &str, label: &str, aliases: &[&str], description: &str) -> SkillSource {
    SkillSource {
        id: id.into(),
        label: label.into(),
        aliases: aliases.iter().map(|a| (*a).into()).collect(),
        description: description.into(),
        uri: format!("https://skills.test/{id}"),
        ..SkillSource::default()
    }
}

fn sample() -> PackSource {
    let mut skills = vec![
        skill("team", "team leadership", &["manage team", "lead a team"], "Guiding a group of people toward a goal."),
        skill("python", "Python", &["python programming"], "A general programming language."),
        skill("cpp", "C++", &[], "A systems programming language."),
        skill("csharp", "C#", &["C Sharp"], ""),
        skill("dotnet", ".NET", &[], ""),
        skill("cicd", "CI/CD", &["continuous integration"], ""),
        skill("go", "Go", &["golang"], ""),
        skill("r", "R", &[], ""),
        skill("sql", "SQL", &[], ""),
        skill("led", "optoelectronics", &["LEDs"], ""),
        skill("excel", "Excel", &["Microsoft Excel"], "Spreadsheets."),
        skill("cafe", "Café management", &[], ""),
        skill("negotiation", "negotiate contracts with suppliers", &["contract negotiation"], ""),
        skill("planning", "project planning", &["planning"], ""),
        skill("finance", "financial planning", &["planning"], ""),
        skill("flash", "Flash animation", &["Macromedia"], "No longer in use."),
    ];
    skills[0].relations = vec![(Relation::Requires, "planning".into()), (Relation::Related, "negotiation".into())];
    skills[3].relations = vec![(Relation::Broader, "dotnet".into())];
    skills[15].retired = true;
    skills[15].successor = Some("python".into());
    skills[2].source = 1;
    let notice = |s: &str, n: &str| SourceNotice { source: s.into(), version: "1".into(), notice: n.into() };
    let role = RoleSource {
        id: "lead".into(),
        label: "Team lead".into(),
        description: "Leads.".into(),
        function: "eng".into(),
        family: "eng".into(),
        grade: 3,
        needs: vec![("team".into(), 3.5, true), ("sql".into(), 1.0, false)],
    };
    PackSource { sources: vec![notice("sample", "Made up."), notice("other", "CC BY 4.0")], skills, roles: vec![role] }
}

fn open() -> Taxonomy {
    Taxonomy::open(&compile(&sample()).unwrap()).unwrap()
}

/// Ids found in a text with the words they were found in.
fn found<'a>(tax: &'a Taxonomy, text: &'a str) -> Vec<(&'a str, &'a str)> {
    let of = |m: &Mention| (tax.id(m.skill), &text[m.span.0 as usize..m.span.1 as usize]);
    tax.link(text).iter().map(of).collect()
}

#[test]
fn other_endings_and_articles_are_the_same_name() {
    let tax = open();
    assert_eq!(found(&tax, "I managed teams."), [("team", "managed teams")]);
    assert_eq!(found(&tax, "Leading the team"), [("team", "Leading the team")]);
    assert_eq!(found(&tax, "I managed. Teams grew."), [], "not across sentences");
    let sure = |t: &str| tax.link(t)[0].confidence;
    assert!(sure("team leadership") > sure("manage team") && sure("manage team") > sure("managed teams"));
}

#[test]
fn names_of_tools_are_found_whole() {
    let tax = open();
    assert_eq!(found(&tax, "Python 3.12, C++17 and C#"), [("python", "Python"), ("cpp", "C++"), ("csharp", "C#")]);
    assert_eq!(found(&tax, "ported it to .NET with ci/cd"), [("dotnet", ".NET"), ("cicd", "ci/cd")]);
    assert_eq!(found(&tax, "the net result, C and vitamin C"), []);
}

#[test]
fn a_short_or_everyday_word_is_a_tool_only_in_its_own_case() {
    let tax = open();
    assert_eq!(found(&tax, "we go there and excel, r"), []);
    assert_eq!(found(&tax, "Go through the list"), []);
    assert_eq!(found(&tax, "wrote it in Go and R"), [("go", "Go"), ("r", "R")]);
    assert_eq!(found(&tax, "R&D, R-rated"), []);
    assert_eq!(found(&tax, "fix sql query"), [("sql", "sql")]);
    assert_eq!(found(&tax, "Led the work"), [], "an LED is no verb");
    assert_eq!(found(&tax, "wired an LED"), [("led", "LED")]);
    assert_eq!(tax.link_name("excel").map(|s| tax.id(s.0)), Some("excel"), "a stated name is meant");
}

#[test]
fn a_shared_name_is_less_sure() {
    let tax = open();
    let (shared, own) = (tax.link("planning")[0].confidence, tax.link("project planning")[0].confidence);
    assert!(shared < 0.75 && own > 0.9, "{shared} {own}");
}

#[test]
fn another_form_of_one_word_is_less_sure_than_its_plural() {
    let mut source = sample();
    source.skills.push(skill("budget", "budget", &[], ""));
    let tax = Taxonomy::open(&compile(&source).unwrap()).unwrap();
    let sure = |t: &str| tax.link(t)[0].confidence;
    assert!(sure("a budget") > sure("two budgets") && sure("two budgets") > sure("budgeting"));
}

#[test]
fn somebody_who_does_it_is_not_the_skill() {
    let mut source = sample();
    source.skills.push(skill("engineering", "engineering", &[], ""));
    let tax = Taxonomy::open(&compile(&source).unwrap()).unwrap();
    assert_eq!(found(&tax, "met the engineers"), []);
    assert_eq!(found(&tax, "met the engineers of Engineering"), [("engineering", "Engineering")]);
}

#[test]
fn spans_are_bytes_of_the_text() {
    let tax = open();
    assert_eq!(found(&tax, "Zürich – «Café  Management» → SQL"), [("cafe", "Café  Management"), ("sql", "SQL")]);
}

#[test]
fn one_mention_of_a_skill_in_a_sentence() {
    let tax = open();
    assert_eq!(found(&tax, "SQL, sql, SQL. SQL").len(), 2);
}

#[test]
fn a_sentence_without_a_name_is_retrieved_carefully() {
    let tax = open();
    let text = "With suppliers I negotiated several contracts";
    assert_eq!(found(&tax, text), [("negotiation", "suppliers I negotiated several contracts")]);
    assert!(tax.link(text)[0].confidence <= 0.5);
    assert_eq!(found(&tax, "the suppliers were late with everything"), []);
}

#[test]
fn stated_names_match_whole() {
    let tax = open();
    let id = |n: &str| tax.link_name(n).map(|s| tax.id(s.0));
    assert_eq!(id(" team leadership "), Some("team"));
    assert_eq!(id("Managing a team"), Some("team"));
    assert_eq!(id("Python (programming language)"), Some("python"));
    assert_eq!(id("underwater basket weaving"), None);
    assert_eq!(id(""), None);
}

#[test]
fn typing_finds_labels_first() {
    let tax = open();
    let ids = |t: &str| tax.search(t, 3).into_iter().map(|s| tax.id(s)).collect::<Vec<_>>();
    assert_eq!(ids("py"), ["python"]);
    assert_eq!(ids("plan")[..2], ["planning", "finance"]);
    assert_eq!(ids("lead te"), ["team"]);
    assert_eq!(ids("macro"), Vec::<&str>::new(), "a retired skill is not offered");
    assert_eq!(ids(" "), Vec::<&str>::new());
}

#[test]
fn relations_are_seen_from_both_sides() {
    let tax = open();
    let id = |s: &str| tax.find(s).unwrap();
    assert!(tax.relations(id("planning")).contains(&(Relation::RequiredBy, id("team"))));
    assert!(tax.relations(id("dotnet")).contains(&(Relation::Narrower, id("csharp"))));
    for a in tax.skills() {
        for (relation, b) in tax.relations(a) {
            let back = match relation {
                Relation::Broader => Relation::Narrower,
                Relation::Narrower => Relation::Broader,
                Relation::Requires => Relation::RequiredBy,
                Relation::RequiredBy => Relation::Requires,
                Relation::Related => Relation::Related,
            };
            assert!(tax.relations(b).contains(&(back, a)));
        }
    }
}

#[test]
fn retired_skills_keep_their_name_and_are_not_linked() {
    let tax = open();
    let flash = tax.find("flash").unwrap();
    assert!(tax.retired(flash) && tax.label(flash) == "Flash animation");
    assert_eq!(tax.successor(flash), tax.find("python"));
    assert_eq!(found(&tax, "Flash animation, Macromedia"), []);
    assert_eq!(tax.link_name("Flash animation"), None);
}

#[test]
fn everything_written_comes_back() {
    let (source, tax) = (sample(), open());
    assert_eq!(tax.len(), source.skills.len());
    for s in &source.skills {
        let id = tax.find(&s.id).unwrap();
        assert_eq!((tax.id(id), tax.label(id), tax.description(id)), (&*s.id, &*s.label, &*s.description));
        assert_eq!(tax.aliases(id), s.aliases);
        let (p, n) = (tax.provenance(id), &source.sources[s.source]);
        assert_eq!((&p.source, &p.version, &p.notice, &p.uri), (&n.source, &n.version, &n.notice, &s.uri));
    }
    let role = &tax.roles()[tax.find_role("lead").unwrap().0 as usize];
    assert_eq!((role.grade, &*role.function, role.needs.len()), (3, "eng", 2));
    assert!(role.needs.contains(&Need { skill: tax.find("team").unwrap(), level: 3.5, essential: true }));
    assert_eq!(tax.notices(), ["Made up.", "CC BY 4.0"]);
    assert_eq!(tax.id(SkillId(999)), "");
}

#[test]
fn the_order_of_the_tables_does_not_matter() {
    let mut other = sample();
    other.skills.reverse();
    assert_eq!(compile(&other).unwrap(), compile(&sample()).unwrap());
}

#[test]
fn contradictions_are_named() {
    let refused = |change: fn(&mut PackSource)| {
        let mut source = sample();
        change(&mut source);
        let e = compile(&source).unwrap_err();
        assert_eq!(e.code(), "pack.content");
        e.to_string()
    };
    assert_eq!(refused(|s| s.skills[1].id = "team".into()), "skill team: the id is there twice");
    assert_eq!(refused(|s| s.skills[1].label = " ".into()), "skill python: it has no label");
    assert!(refused(|s| s.skills[0].relations[0].1 = "x".into()).contains("skill team: there is no skill \"x\""));
    assert!(refused(|s| s.roles[0].needs[0].1 = 5.5).contains("role lead: the level of team is 5.5"));
    assert!(refused(|s| s.roles[0].needs[0].1 = f32::NAN).contains("role lead"));
    assert!(refused(|s| s.roles[0].needs[0].0 = "x".into()).contains("role lead: there is no skill"));
    assert!(refused(|s| s.skills[0].source = 2).contains("source 2"));
    assert!(refused(|s| s.skills[15].successor = Some("x".into())).contains("skill flash"));
}

#[test]
fn a_pack_of_version_1_opens_forever() {
    let tax = Taxonomy::open(include_bytes!("../../tests/fixtures/pack-v1.skp")).unwrap();
    assert_eq!(tax.len(), 15);
    assert_eq!(found(&tax, "managed teams, in C++"), [("team", "managed teams"), ("cpp", "C++")]);
    assert_eq!(tax.roles()[0].needs.len(), 2);
}

#[test]
fn other_bytes_are_refused_by_name() {
    let good = compile(&sample()).unwrap();
    let code = |bytes: &[u8]| Taxonomy::open(bytes).unwrap_err().code();
    assert_eq!(code(b""), "pack.magic");
    assert_eq!(code(b"PK\x03\x04 something else"), "pack.magic");
    assert_eq!(code(&good[..40]), "pack.truncated");
    assert_eq!(code(&[&good[..], b"x"].concat()), "pack.truncated");
    let mut newer = good.clone();
    newer[4] = 9;
    assert_eq!(Taxonomy::open(&newer).unwrap_err(), PackError::Version { found: 9, newest: 2 });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_flipped_byte_or_a_lost_end_is_noticed(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let good = compile(&sample()).unwrap();
        let i = at.index(good.len());
        let mut bad = good.clone();
        bad[i] ^= 1 << bit;
        let code = Taxonomy::open(&bad).unwrap_err().code();
        let expected = match i {
            0..4 => "pack.magic",
            4..8 => "pack.version",
            8..12 => "pack.truncated",
            _ => "pack.checksum",
        };
        prop_assert_eq!(code, expected);
        prop_assert!(Taxonomy::open(&good[..i]).is_err());
    }

    /// A hostile writer can make the checksum fit: what then opens must still answer.
    #[test]
    fn a_lie_with_a_fitting_checksum_does_no_harm(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let good = compile(&sample()).unwrap();
        let mut body = pack::unseal(&good).unwrap().to_vec();
        for (at, to) in changes {
            let i = at.index(body.len());
            body[i] = to;
        }
        match Taxonomy::open(&pack::seal(&body)) {
            Err(e) => prop_assert_eq!(e.code(), "pack.content"),
            Ok(tax) => {
                tax.link("managed teams in Python, SQL and contract negotiation. Negotiating with suppliers");
                tax.search("p", 9);
                tax.notices();
                for s in tax.skills() {
                    let _ = (tax.label(s), tax.aliases(s), tax.relations(s), tax.provenance(s), tax.successor(s));
                }
            }
        }
    }

    #[test]
    fn any_text_is_linked_in_order_on_character_borders(text in "(\\PC|\\n| |Go|SQL|C\\+\\+|\\.NET|manage|teams?|planning|’|é|\\.|,){0,60}") {
        let tax = open();
        let mentions = tax.link(&text);
        for m in &mentions {
            let words = text.get(m.span.0 as usize..m.span.1 as usize);
            prop_assert!(words.is_some_and(|w| !w.is_empty()));
            prop_assert!(m.confidence > 0.0 && m.confidence <= 1.0);
            prop_assert!(!tax.retired(m.skill));
        }
        prop_assert!(mentions.windows(2).all(|w| w[0].span <= w[1].span));
        tax.link_name(&text);
        tax.search(&text, 5);
    }
}

#[test]
fn names_of_other_languages_and_former_names_are_found() {
    let mut source = sample();
    let german = |label: &str, aliases: &[&str]| LocalNames {
        language: "de".into(),
        label: label.into(),
        aliases: aliases.iter().map(|a| (*a).into()).collect(),
    };
    source.skills[0].names = vec![german("Führung von Teams", &["Teamleitung"])];
    source.skills[13].names = vec![german("Projektplanung", &[])];
    source.skills[13].former = vec!["scheme drafting".into()];
    let polish = LocalNames { language: "pl".into(), label: "negocjacje".into(), aliases: Vec::new() };
    source.skills[12].names = vec![polish];
    let tax = Taxonomy::open(&compile(&source).unwrap()).unwrap();
    let ids = |text: &str| tax.link(text).iter().map(|m| tax.id(m.skill).to_owned()).collect::<Vec<_>>();
    assert_eq!(ids("Die Führung eines Teams"), Vec::<String>::new(), "no name of it");
    assert_eq!(ids("Ich übernahm die Teamleitungen."), ["team"]);
    assert_eq!(ids("Die Fuehrung von Teams"), ["team"], "umlauts as they are written without them");
    assert_eq!(ids("Projektplanungen gemacht"), ["planning"]);
    assert_eq!(ids("she did scheme drafting"), ["planning"], "what it was called before");
    assert_eq!(ids("negocjacje z klientem"), ["negotiation"], "as it is written, where there is no stemmer");
    assert_eq!(tax.link_name("Teamleitung").map(|f| tax.id(f.0)), Some("team"));
    assert_eq!(ids("We manage teams well."), ["team"], "English is as it was");
}

#[test]
fn a_version_written_onto_a_name_and_short_forms_are_the_tool() {
    let mut source = sample();
    source.skills.push(skill("k8s", "Kubernetes", &[], ""));
    source.skills.push(skill("pg", "PostgreSQL", &[], ""));
    let tax = Taxonomy::open(&compile(&source).unwrap()).unwrap();
    let ids = |text: &str| tax.link(text).iter().map(|m| tax.id(m.skill).to_owned()).collect::<Vec<_>>();
    for (text, id) in [
        ("Python 3.12", "python"),
        ("moved to Python3 last year", "python"),
        ("C#12 features", "csharp"),
        (".NET 8", "dotnet"),
        ("our k8s cluster", "k8s"),
        ("Kubernetes 1.31", "k8s"),
        ("a Postgres database", "pg"),
        ("PostgreSQL-15", "pg"),
        ("SQL2019 server", "sql"),
    ] {
        assert_eq!(ids(text), [id], "{text}");
    }
    assert_eq!(ids("covid19 and mp3 files"), Vec::<String>::new());
}
