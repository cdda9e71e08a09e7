//! The tables a person edits: `skills.csv`, `roles.csv`, `role_skills.csv`. Their columns are described in `docs/contract.md`.

use std::collections::BTreeMap;
use std::path::Path;

use skillkeep::taxonomy::{PackSource, Relation, RoleSource, SkillSource, SourceNotice};

use super::PackReadError;
use super::error::{Sheet, parts, read_if_there};

/// Reads the tables of a folder.
///
/// `skills.csv` may also have the columns `uri`, `retired` (yes/no) and `successor`. What `NOTICE.txt` says, if it is there, is
/// the notice of the source; the folder's name is the source's name.
///
/// # Errors
/// A missing file or column, and a row that cannot be, with file and line: an id that is empty or there twice, a skill or role
/// that does not exist, a level or grade that is no number in its range.
pub(crate) fn table(dir: &Path) -> Result<PackSource, PackReadError> {
    let name = dir.file_name().map_or_else(|| "table".into(), |n| n.to_string_lossy().into_owned());
    let notice = read_if_there(&dir.join("NOTICE.txt"))?.unwrap_or_default().trim().to_owned();
    let skills = skills(dir)?;
    let ids: BTreeMap<&str, ()> = skills.iter().map(|s| (s.id.as_str(), ())).collect();
    let roles = roles(dir, &ids)?;
    Ok(PackSource { sources: vec![SourceNotice { source: name, version: "1".into(), notice }], skills, roles })
}

fn skills(dir: &Path) -> Result<Vec<SkillSource>, PackReadError> {
    let mut sheet = Sheet::open(dir.join("skills.csv"))?;
    let (id, label) = (sheet.column("id")?, sheet.column("label")?);
    let (aliases, description) = (sheet.column("aliases")?, sheet.column("description")?);
    let links = [
        (Relation::Broader, sheet.column("broader")?),
        (Relation::Requires, sheet.column("requires")?),
        (Relation::Related, sheet.column("related")?),
    ];
    let (uri, retired, successor) = (sheet.optional("uri"), sheet.optional("retired"), sheet.optional("successor"));
    let mut skills: Vec<SkillSource> = Vec::new();
    let mut lines: BTreeMap<String, u64> = BTreeMap::new();
    while let Some((line, row)) = sheet.next()? {
        let cell = |at: usize| row.get(at).unwrap_or("").to_owned();
        let maybe = |at: Option<usize>| at.map(cell).unwrap_or_default();
        let skill = SkillSource {
            id: cell(id),
            label: cell(label),
            aliases: parts(&cell(aliases), '|').map(str::to_owned).collect(),
            description: cell(description),
            uri: maybe(uri),
            source: 0,
            relations: links
                .iter()
                .flat_map(|(r, at)| parts(row.get(*at).unwrap_or(""), '|').map(|to| (*r, to.to_owned())))
                .collect(),
            retired: yes(&sheet, line, "retired", &maybe(retired))?,
            successor: Some(maybe(successor)).filter(|s| !s.is_empty()),
            ..SkillSource::default()
        };
        if skill.id.is_empty() || skill.label.is_empty() {
            return Err(sheet.wrong(line, "a skill needs an id and a label"));
        }
        if let Some(before) = lines.insert(skill.id.clone(), line) {
            return Err(sheet.wrong(line, format!("the skill `{}` is there twice, first in line {before}", skill.id)));
        }
        skills.push(skill);
    }
    for s in &skills {
        for to in s.relations.iter().map(|r| &r.1).chain(&s.successor) {
            let line = lines.get(&s.id).copied().unwrap_or(0);
            if !lines.contains_key(to) {
                return Err(sheet.wrong(line, format!("`{}` names the skill `{to}`, which does not exist", s.id)));
            }
            if *to == s.id {
                return Err(sheet.wrong(line, format!("`{to}` names itself")));
            }
        }
    }
    Ok(skills)
}

fn roles(dir: &Path, skills: &BTreeMap<&str, ()>) -> Result<Vec<RoleSource>, PackReadError> {
    let mut sheet = Sheet::open(dir.join("roles.csv"))?;
    let [id, label, description] = [sheet.column("id")?, sheet.column("label")?, sheet.column("description")?];
    let [function, family, grade] = [sheet.column("function")?, sheet.column("family")?, sheet.column("grade")?];
    let mut roles: BTreeMap<String, RoleSource> = BTreeMap::new();
    while let Some((line, row)) = sheet.next()? {
        let cell = |at: usize| row.get(at).unwrap_or("").to_owned();
        let Ok(number) = cell(grade).parse::<u8>() else {
            return Err(sheet.wrong(line, format!("the grade `{}` is not a number from 1 to 255", cell(grade))));
        };
        let role = RoleSource {
            id: cell(id),
            label: cell(label),
            description: cell(description),
            function: cell(function),
            family: cell(family),
            grade: number,
            needs: Vec::new(),
        };
        if role.id.is_empty() || role.label.is_empty() {
            return Err(sheet.wrong(line, "a role needs an id and a label"));
        }
        if let Some(twice) = roles.insert(role.id.clone(), role) {
            return Err(sheet.wrong(line, format!("the role `{}` is there twice", twice.id)));
        }
    }
    let mut sheet = Sheet::open(dir.join("role_skills.csv"))?;
    let [role, skill] = [sheet.column("role")?, sheet.column("skill")?];
    let [level, essential] = [sheet.column("level")?, sheet.column("essential")?];
    while let Some((line, row)) = sheet.next()? {
        let cell = |at: usize| row.get(at).unwrap_or("");
        let Some(needs) = roles.get_mut(cell(role)).map(|r| &mut r.needs) else {
            return Err(sheet.wrong(line, format!("the role `{}` does not exist", cell(role))));
        };
        if !skills.contains_key(cell(skill)) {
            return Err(sheet.wrong(line, format!("the skill `{}` does not exist", cell(skill))));
        }
        if needs.iter().any(|n| n.0 == cell(skill)) {
            return Err(sheet.wrong(line, format!("the role `{}` needs `{}` twice", cell(role), cell(skill))));
        }
        let Some(number) = cell(level).parse::<f32>().ok().filter(|l| (0.0..=5.0).contains(l)) else {
            return Err(sheet.wrong(line, format!("the level `{}` is not a number from 0 to 5", cell(level))));
        };
        needs.push((cell(skill).to_owned(), number, yes(&sheet, line, "essential", cell(essential))?));
    }
    Ok(roles.into_values().collect())
}

fn yes(sheet: &Sheet, line: u64, column: &str, cell: &str) -> Result<bool, PackReadError> {
    match cell {
        "yes" => Ok(true),
        "no" | "" => Ok(false),
        other => Err(sheet.wrong(line, format!("`{column}` is yes or no, not `{other}`"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str, files: &[(&str, &str)]) -> std::path::PathBuf {
        let dir = std::env::temp_dir().join(format!("skillkeep-table-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        for (file, text) in files {
            std::fs::write(dir.join(file), text).unwrap();
        }
        dir
    }

    const SKILLS: &str = "id,label,aliases,description,broader,requires,related\n\
        python,Python,python3|CPython,A language,,,sql\nsql,SQL,,,,,\n";
    const ROLES: &str = "id,label,description,function,family,grade\ndata,Data engineer,,eng,data,2\n";

    #[test]
    fn tables_become_a_pack() {
        let needs = "role,skill,level,essential\ndata,python,3.5,yes\ndata,sql,2,no\n";
        let dir = folder("good", &[("skills.csv", SKILLS), ("roles.csv", ROLES), ("role_skills.csv", needs)]);
        let source = table(&dir).unwrap();
        assert_eq!(source.skills[0].aliases, ["python3", "CPython"]);
        assert_eq!(source.skills[0].relations, [(Relation::Related, "sql".to_owned())]);
        assert_eq!(source.roles[0].needs, [("python".to_owned(), 3.5, true), ("sql".to_owned(), 2.0, false)]);
        assert!(skillkeep::taxonomy::compile(&source).is_ok());
    }

    #[test]
    fn a_wrong_row_is_named_with_its_line() {
        let needs = "role,skill,level,essential\ndata,python,3,yes\ndata,sql,7,no\n";
        let dir = folder("bad", &[("skills.csv", SKILLS), ("roles.csv", ROLES), ("role_skills.csv", needs)]);
        let words = table(&dir).unwrap_err().to_string();
        assert!(words.contains("role_skills.csv:3: the level `7`"), "{words}");
        let dir = folder("twice", &[("skills.csv", &format!("{SKILLS}sql,Again,,,,,\n"))]);
        let words = table(&dir).unwrap_err().to_string();
        assert!(words.contains("skills.csv:4:") && words.contains("line 3"), "{words}");
    }
}
