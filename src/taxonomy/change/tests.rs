//! Two small versions of a taxonomy with all five kinds of change between them.

use proptest::prelude::*;

use super::super::{PackSource, Relation, RoleSource, SkillSource, SourceNotice, Taxonomy, compile};
use super::*;

fn skill(id: &str, label: &str, aliases: &[&str], description: &str) -> SkillSource {
    SkillSource {
        id: id.into(),
        label: label.into(),
        aliases: aliases.iter().map(|a| (*a).to_owned()).collect(),
        description: description.into(),
        ..SkillSource::default()
    }
}

fn version(version: &str, skills: Vec<SkillSource>) -> PackSource {
    let sources = vec![SourceNotice { source: "small".into(), version: version.into(), notice: String::new() }];
    let needs = skills.iter().filter(|s| !s.retired).map(|s| (s.id.clone(), 2.0, true)).collect();
    let role = RoleSource { id: "clerk".into(), label: "Clerk".into(), grade: 1, needs, ..RoleSource::default() };
    PackSource { sources, skills, roles: vec![role] }
}

fn old() -> PackSource {
    let mut bread = skill("bread", "bake bread", &["baking of bread"], "Mix, knead and bake dough of wheat and rye.");
    bread.relations = vec![(Relation::Broader, "dough".into())];
    version(
        "1",
        vec![
            bread,
            skill("loaves", "bake loaves", &["bake bread"], "Bake loaves."),
            skill("forms", "fill forms", &["fill paper forms", "fill web forms"], "Fill in forms."),
            skill("dough", "prepare dough", &[], "Prepare dough."),
            skill("fax", "send a fax", &[], "Send documents over a telephone line."),
            skill(
                "till",
                "operate cash till machine",
                &[],
                "Operate a machine that counts cash at the till of a shop.",
            ),
        ],
    )
}

fn new() -> PackSource {
    version(
        "2",
        vec![
            skill("bread", "bake bread", &["baking of bread"], "Mix, knead and bake dough of wheat and rye."),
            skill("paper", "fill paper forms", &[], "Fill in forms on paper."),
            skill("web", "fill web forms", &[], "Fill in forms in a browser."),
            skill("dough", "make dough", &[], "Prepare dough."),
            skill("drone", "fly drones", &[], "Fly unmanned aircraft."),
            skill(
                "register",
                "operate cash register machine",
                &[],
                "Operate a machine that counts cash at the till of a shop.",
            ),
        ],
    )
}

fn accepted(file: ProposalFile) -> ProposalFile {
    let accept = |p| Proposal { status: ProposalStatus::Accepted, ..p };
    ProposalFile { proposals: file.proposals.into_iter().map(accept).collect(), ..file }
}

fn find(file: &ProposalFile, kind: ChangeKind, subject: &str) -> Proposal {
    let found = |p: &&Proposal| p.kind == kind && p.subjects.iter().chain(&p.into).any(|s| s == subject);
    file.proposals.iter().find(found).cloned().unwrap_or_else(|| panic!("no {kind:?} of {subject}"))
}

#[test]
fn two_versions_give_all_five_kinds() {
    let file = diff(&old(), &new(), "2026-11-02");
    assert_eq!((file.from.as_str(), file.to.as_str()), ("1", "2"));
    assert_eq!(find(&file, ChangeKind::Introduce, "drone").label, "fly drones");
    assert_eq!(find(&file, ChangeKind::Merge, "loaves").into, ["bread"]);
    assert_eq!(find(&file, ChangeKind::Split, "forms").into, ["paper", "web"]);
    assert_eq!(find(&file, ChangeKind::Rename, "dough").label, "make dough");
    let till = find(&file, ChangeKind::Sunset, "till");
    assert!(till.into == ["register"] && till.confidence >= SURE && till.confidence < 1.0, "{till:?}");
    let fax = find(&file, ChangeKind::Sunset, "fax");
    assert!(fax.into.is_empty(), "nothing is like it: {fax:?}");
    assert_eq!(
        fax.evidence,
        [EvidenceCount { what: "roles".into(), source: "roles of the version before".into(), count: 1 }]
    );
    assert_eq!(diff(&old(), &old(), "2026-11-02").proposals, [], "nothing changed");
    assert_eq!(ProposalFile::read(file.write().as_bytes()), Ok(file), "the file is read as it was written");
}

#[test]
fn what_was_accepted_is_the_next_version() {
    let file = accepted(diff(&old(), &new(), "2026-11-02"));
    let release = apply(&old(), Some(&new()), &file, "2", "2026-11-20").expect("applies");
    let tax = Taxonomy::open(&compile(&release.source).expect("compiles")).expect("opens");
    let heir = |id: &str| tax.id(tax.heir(tax.find(id).expect("there"))).to_owned();
    let heirs: Vec<String> = ["loaves", "forms", "fax", "till", "dough"].iter().map(|id| heir(id)).collect();
    assert_eq!(heirs, ["bread", "paper", "fax", "register", "dough"]);
    assert!(tax.retired(tax.find("fax").expect("there")));
    assert_eq!(tax.former(tax.find("dough").expect("there")), ["prepare dough"]);
    assert!(tax.aliases(tax.find("bread").expect("there")).contains(&"bake loaves"), "people still write the old name");
    let split = tax.history(tax.find("forms").expect("there"));
    assert_eq!(
        split.iter().map(|e| (e.kind, e.into.clone())).collect::<Vec<_>>(),
        [(ChangeKind::Split, vec!["paper".into(), "web".into()])]
    );
    assert!(release.proposals.proposals.iter().all(|p| p.status == ProposalStatus::Released));
    let markdown = release.log.markdown();
    assert!(
        markdown.contains("## 2, 2026-11-20")
            && markdown.contains("- fill forms → fill paper forms, fill web forms (`forms`)"),
        "{markdown}"
    );
}

#[test]
fn proposals_alone_change_tables_too() {
    let mut file = accepted(diff(&old(), &new(), "2026-11-02"));
    file.proposals.reverse();
    let release = apply(&old(), None, &file, "2", "2026-11-20").expect("applies");
    let of = |id: &str| release.source.skills.iter().find(|s| s.id == id).cloned().expect("there");
    assert_eq!(of("till").successor.as_deref(), Some("register"));
    assert_eq!(of("drone").label, "fly drones");
    let needs: Vec<&str> = release.source.roles[0].needs.iter().map(|n| n.0.as_str()).collect();
    assert_eq!(needs, ["bread", "dough", "paper", "register"], "a role needs what took the place");
    assert!(compile(&release.source).is_ok());
}

fn merge(id: &str, from: &str, to: &str) -> Proposal {
    Proposal {
        id: id.into(),
        kind: ChangeKind::Merge,
        subjects: vec![from.into()],
        into: vec![to.into()],
        status: ProposalStatus::Accepted,
        ..Proposal::default()
    }
}

#[test]
fn chains_end_and_circles_are_refused() {
    let file = |proposals| ProposalFile { format: 1, proposals, ..ProposalFile::default() };
    let release =
        apply(&old(), None, &file(vec![merge("a", "loaves", "bread"), merge("b", "bread", "dough")]), "2", "d")
            .expect("applies");
    let of = |id: &str| release.source.skills.iter().find(|s| s.id == id).and_then(|s| s.successor.clone());
    assert_eq!((of("loaves").as_deref(), of("bread").as_deref()), (Some("dough"), Some("dough")));
    let refused = |proposals| apply(&old(), None, &file(proposals), "2", "d").expect_err("refused").to_string();
    assert!(refused(vec![merge("a", "loaves", "bread"), merge("b", "bread", "loaves")]).contains("circle"));
    assert!(refused(vec![merge("a", "loaves", "bread"), merge("b", "loaves", "dough")]).contains("too"));
    assert!(refused(vec![merge("a", "nobody", "bread")]).contains("nobody"));
}

#[test]
fn a_pack_is_read_back_into_its_rows() {
    let file = accepted(diff(&old(), &new(), "2026-11-02"));
    let release = apply(&old(), Some(&new()), &file, "2", "2026-11-20").expect("applies");
    let bytes = compile(&release.source).expect("compiles");
    let again = unpack(&Taxonomy::open(&bytes).expect("opens"));
    assert!(compile(&again).expect("compiles") == bytes);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = ProposalFile::read(&bytes);
    }

    #[test]
    fn the_order_of_rows_and_proposals_does_not_matter(seed in any::<u64>()) {
        let shuffled = |mut p: PackSource| {
            let n = p.skills.len();
            (0..n).for_each(|i| p.skills.swap(i, (seed as usize).wrapping_mul(i + 7) % n));
            p
        };
        let file = diff(&old(), &new(), "2026-11-02");
        prop_assert_eq!(&diff(&shuffled(old()), &shuffled(new()), "2026-11-02"), &file);
        let once = accepted(file.clone());
        let mut turned = once.clone();
        let by = seed as usize % turned.proposals.len();
        turned.proposals.rotate_left(by);
        let a = apply(&old(), Some(&new()), &once, "2", "d").expect("applies");
        let b = apply(&shuffled(old()), Some(&shuffled(new())), &turned, "2", "d").expect("applies");
        prop_assert!(a.log == b.log && compile(&a.source) == compile(&b.source));
    }
}
