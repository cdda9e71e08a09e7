//! What a person would notice of neighbours.

use super::super::{PackSource, Relation, RoleSource, SkillSource, SourceNotice, Taxonomy, compile};

fn skill(id: &str) -> SkillSource {
    SkillSource { id: id.into(), label: id.into(), ..SkillSource::default() }
}

fn role(id: &str, needs: &[&str]) -> RoleSource {
    let needs = needs.iter().map(|n| ((*n).to_owned(), 2.0, true)).collect();
    RoleSource { id: id.into(), label: id.into(), needs, ..RoleSource::default() }
}

fn sample() -> PackSource {
    let mut skills: Vec<_> = ["bake", "knead", "oven", "weld", "grind", "mask", "email", "lonely"].map(skill).into();
    skills[7].relations = vec![(Relation::Related, "mask".into())];
    let roles = vec![
        role("r1", &["bake", "knead", "oven", "email"]),
        role("r2", &["bake", "knead", "oven"]),
        role("r3", &["bake", "knead", "email"]),
        role("r4", &["weld", "grind", "mask", "email"]),
        role("r5", &["weld", "grind", "mask"]),
        role("r6", &["weld", "mask", "email"]),
    ];
    let sources = vec![SourceNotice { source: "s".into(), version: "1".into(), notice: String::new() }];
    PackSource { sources, skills, roles }
}

fn near<'t>(tax: &'t Taxonomy, id: &str) -> Vec<(&'t str, f32)> {
    tax.adjacent(tax.find(id).unwrap()).map(|(s, w)| (tax.id(s), w)).collect()
}

#[test]
fn neighbours_are_skills_that_the_same_roles_need() {
    let tax = Taxonomy::open(&compile(&sample()).unwrap()).unwrap();
    let mut of_knead = near(&tax, "knead");
    of_knead.sort_by(|a, b| b.1.total_cmp(&a.1));
    assert_eq!(of_knead[0].0, "bake");
    assert!(of_knead.iter().all(|(s, _)| ["bake", "oven", "email"].contains(s)), "{of_knead:?}");
    let weld = near(&tax, "weld");
    assert!(weld.iter().any(|n| n.0 == "mask") && weld.iter().all(|n| n.0 != "oven"), "{weld:?}");
}

#[test]
fn a_skill_that_no_role_needs_is_near_what_it_is_related_to() {
    let tax = Taxonomy::open(&compile(&sample()).unwrap()).unwrap();
    assert_eq!(near(&tax, "lonely").iter().map(|n| n.0).collect::<Vec<_>>(), ["mask"]);
}

#[test]
fn no_skill_is_its_own_neighbour_or_has_more_than_eight() {
    let mut source = sample();
    source.skills.extend((0..20).map(|i| skill(&format!("more{i:02}"))));
    let all: Vec<String> = (0..20).map(|i| format!("more{i:02}")).collect();
    source.roles.push(role("r7", &all.iter().map(String::as_str).collect::<Vec<_>>()));
    source.roles.push(role("r8", &all.iter().map(String::as_str).collect::<Vec<_>>()));
    let tax = Taxonomy::open(&compile(&source).unwrap()).unwrap();
    for s in tax.skills() {
        assert!(tax.adjacent(s).count() <= 8);
        assert!(tax.adjacent(s).all(|(t, w)| t != s && w > 0.0 && w <= 1.0));
    }
}

#[test]
fn a_retired_skill_has_no_neighbours_and_is_nobodys() {
    let mut source = sample();
    source.skills[2].retired = true;
    let tax = Taxonomy::open(&compile(&source).unwrap()).unwrap();
    let oven = tax.find("oven").unwrap();
    assert_eq!(tax.adjacent(oven).count(), 0);
    assert!(tax.skills().all(|s| tax.adjacent(s).all(|n| n.0 != oven)));
}

#[test]
fn the_order_of_the_source_does_not_change_the_pack() {
    let mut turned = sample();
    turned.skills.reverse();
    turned.roles.reverse();
    assert_eq!(compile(&sample()).unwrap(), compile(&turned).unwrap());
}
