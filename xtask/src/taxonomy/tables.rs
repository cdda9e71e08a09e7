//! Table folders with their change log: `changes.json` beside `skills.csv`.

use std::path::Path;

use skillkeep::taxonomy::change::{ChangeEntry, ChangeLog};
use skillkeep::taxonomy::{PackSource, Relation, SkillSource};

use crate::run::{Failed, write};

/// The log that the skills of a source carry, oldest first.
pub(super) fn log_of(source: &PackSource) -> ChangeLog {
    let mut entries: Vec<ChangeEntry> = source.skills.iter().flat_map(|s| s.history.iter().cloned()).collect();
    // Of one day, as a release orders them.
    entries.sort_by(|a, b| {
        let key = |e: &ChangeEntry| (e.day.clone(), e.version.clone(), e.kind, e.subject.clone());
        key(a).cmp(&key(b))
    });
    ChangeLog { format: 1, entries }
}

/// Writes a source as the tables that `cargo x pack table` reads. What tables have no column for (kinds, market, languages) is not
/// in them: such a source is kept as JSON.
pub(super) fn write_table(dir: &Path, source: &PackSource) -> Result<(), Failed> {
    let related = |s: &SkillSource, kind: Relation| {
        let to = s.relations.iter().filter(|r| r.0 == kind).map(|r| r.1.as_str());
        to.collect::<Vec<_>>().join("|")
    };
    let mut skills = csv::Writer::from_writer(Vec::new());
    let head = [
        "id",
        "label",
        "aliases",
        "description",
        "broader",
        "requires",
        "related",
        "uri",
        "retired",
        "successor",
        "former",
    ];
    skills.write_record(head).map_err(Failed::new)?;
    for s in &source.skills {
        // A bar is what parts aliases.
        let aliases = s.aliases.iter().map(|a| a.replace('|', "/")).collect::<Vec<_>>().join("|");
        let (broader, requires) = (related(s, Relation::Broader), related(s, Relation::Requires));
        let close = related(s, Relation::Related);
        let retired = if s.retired { "yes" } else { "" };
        let successor = s.successor.as_deref().unwrap_or("");
        let former = s.former.join("|");
        let row = [&s.id, &s.label, &aliases, &s.description, &broader, &requires, &close, &s.uri];
        let row = row.into_iter().map(String::as_str).chain([retired, successor, &former]);
        skills.write_record(row).map_err(Failed::new)?;
    }
    let mut roles = csv::Writer::from_writer(Vec::new());
    let mut needs = csv::Writer::from_writer(Vec::new());
    roles.write_record(["id", "label", "description", "function", "family", "grade"]).map_err(Failed::new)?;
    needs.write_record(["role", "skill", "level", "essential"]).map_err(Failed::new)?;
    for r in &source.roles {
        let grade = r.grade.to_string();
        let row = [&r.id, &r.label, &r.description, &r.function, &r.family, &grade];
        roles.write_record(row).map_err(Failed::new)?;
        for (skill, level, essential) in &r.needs {
            let (level, essential) = (level.to_string(), if *essential { "yes" } else { "no" });
            needs.write_record([r.id.as_str(), skill, &level, essential]).map_err(Failed::new)?;
        }
    }
    for (name, sheet) in [("skills.csv", skills), ("roles.csv", roles), ("role_skills.csv", needs)] {
        write(&dir.join(name), &sheet.into_inner().map_err(Failed::new)?)?;
    }
    let mut notices: Vec<&str> = Vec::new();
    for s in &source.sources {
        if !s.notice.is_empty() && !notices.contains(&s.notice.as_str()) {
            notices.push(&s.notice);
        }
    }
    if notices.is_empty() { Ok(()) } else { write(&dir.join("NOTICE.txt"), (notices.join("\n") + "\n").as_bytes()) }
}
