//! From an opened pack back to the rows it was compiled from, to compare two packs or to change one whose tables are elsewhere.

use super::super::{LocalNames, PackSource, Provenance, RoleSource, SkillId, SkillSource, SourceNotice, Taxonomy};

/// The rows of a pack. Compiled again they are the same skills, relations and roles; sources that no skill has are gone.
pub fn unpack(tax: &Taxonomy) -> PackSource {
    let mut sources: Vec<SourceNotice> = Vec::new();
    let mut number = |p: &Provenance| {
        let notice = SourceNotice { source: p.source.clone(), version: p.version.clone(), notice: p.notice.clone() };
        sources.iter().position(|s| *s == notice).unwrap_or_else(|| {
            sources.push(notice);
            sources.len() - 1
        })
    };
    let owned = |words: Vec<&str>| words.into_iter().map(str::to_owned).collect::<Vec<String>>();
    let id = |s: SkillId| tax.id(s).to_owned();
    let skills = tax.skills().map(|s| {
        let all = tax.provenances(s);
        SkillSource {
            id: id(s),
            label: tax.label(s).to_owned(),
            aliases: owned(tax.aliases(s)),
            description: tax.description(s).to_owned(),
            uri: all.first().map_or(String::new(), |p| p.uri.clone()),
            source: all.first().map_or(0, &mut number),
            relations: tax.relations(s).into_iter().map(|(r, to)| (r, id(to))).collect(),
            retired: tax.retired(s),
            successor: tax.successor(s).map(id),
            kind: tax.kind(s),
            market: tax.market(s),
            also: all.iter().skip(1).map(|p| (number(p), p.uri.clone())).collect(),
            names: tax
                .facets
                .names(s.0)
                .into_iter()
                .map(|(language, words)| LocalNames {
                    language: language.to_owned(),
                    label: words.first().copied().unwrap_or_default().to_owned(),
                    aliases: owned(words.into_iter().skip(1).collect()),
                })
                .collect(),
            former: owned(tax.former(s)),
            history: tax.history(s),
        }
    });
    let skills: Vec<SkillSource> = skills.collect();
    let role = |r: &super::super::Role| RoleSource {
        id: r.id.clone(),
        label: r.label.clone(),
        description: r.description.clone(),
        function: r.function.clone(),
        family: r.family.clone(),
        grade: r.grade,
        needs: r.needs.iter().map(|n| (id(n.skill), n.level, n.essential)).collect(),
    };
    let roles = tax.roles().iter().map(role).collect();
    PackSource { sources, skills, roles }
}
