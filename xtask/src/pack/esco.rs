//! The official ESCO download (CSV, any language): <https://esco.ec.europa.eu/en/use-esco/download>.
//!
//! Skills and knowledge become skills, occupations become roles. ESCO gives no levels: an essential skill is taken as level 3, an
//! optional one as 2.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use skillkeep::taxonomy::{PackSource, Relation, RoleSource, SkillSource, SourceNotice};

use super::PackReadError;
use super::error::{Sheet, parts};

const ESSENTIAL_LEVEL: f32 = 3.0;
const OPTIONAL_LEVEL: f32 = 2.0;
const SKILL: &str = "/esco/skill/";
const OCCUPATION: &str = "/esco/occupation/";

/// Reads the folder of a download. The last number in its name (`1.1.1`, `ESCO dataset - v1.2.0`) is the version.
///
/// Groups of skills are left out: nobody has a group. Rows that name something that is not in the download are left out too, since
/// ESCO's own files do so.
///
/// # Errors
/// A missing file or column, or a file that is no CSV.
pub(crate) fn esco(dir: &Path) -> Result<PackSource, PackReadError> {
    let version = version(dir);
    let notice = format!(
        "This service uses the ESCO classification of the European Commission (ESCO v{version}), which may be reused under CC BY 4.0; \
         the skills were put into another form, and levels were added."
    );
    let mut skills = skills(dir)?;
    relate(dir, &mut skills)?;
    let roles = roles(dir, &skills)?;
    Ok(PackSource {
        sources: vec![SourceNotice { source: format!("esco-{version}"), version, notice }],
        skills: skills.into_values().collect(),
        roles,
    })
}

/// By URI.
type Skills = BTreeMap<String, SkillSource>;

fn skills(dir: &Path) -> Result<Skills, PackReadError> {
    let mut sheet = Sheet::open(find(dir, "skills")?)?;
    let [uri, label, aliases] =
        [sheet.column("conceptUri")?, sheet.column("preferredLabel")?, sheet.column("altLabels")?];
    let [status, description] = [sheet.column("status")?, sheet.column("description")?];
    let hidden = sheet.optional("hiddenLabels");
    let mut out = Skills::new();
    while let Some((_, row)) = sheet.next()? {
        let cell = |at: usize| row.get(at).unwrap_or("");
        let Some(id) = id(cell(uri), SKILL) else { continue };
        let mut seen = BTreeSet::new();
        let names = parts(cell(aliases), '\n').chain(parts(hidden.map_or("", cell), '\n'));
        let skill = SkillSource {
            id,
            label: cell(label).to_owned(),
            aliases: names.filter(|n| *n != cell(label) && seen.insert(*n)).map(str::to_owned).collect(),
            description: cell(description).to_owned(),
            uri: cell(uri).to_owned(),
            retired: cell(status) != "released",
            ..SkillSource::default()
        };
        out.insert(skill.uri.clone(), skill);
    }
    Ok(out)
}

/// Broader skills; and what ESCO calls essential or optional knowledge for a skill is required by it or close to it.
fn relate(dir: &Path, skills: &mut Skills) -> Result<(), PackReadError> {
    let ids: BTreeMap<String, String> = skills.iter().map(|(uri, s)| (uri.clone(), s.id.clone())).collect();
    let mut add = |from: &str, relation: Relation, to: &str| {
        if let (Some(skill), Some(to)) = (skills.get_mut(from), ids.get(to).filter(|_| from != to)) {
            skill.relations.push((relation, to.clone()));
        }
    };
    let mut sheet = Sheet::open(find(dir, "broaderRelationsSkillPillar")?)?;
    let [from, to] = [sheet.column("conceptUri")?, sheet.column("broaderUri")?];
    while let Some((_, row)) = sheet.next()? {
        add(row.get(from).unwrap_or(""), Relation::Broader, row.get(to).unwrap_or(""));
    }
    let mut sheet = Sheet::open(find(dir, "skillSkillRelations")?)?;
    let [from, kind, to] =
        [sheet.column("originalSkillUri")?, sheet.column("relationType")?, sheet.column("relatedSkillUri")?];
    while let Some((_, row)) = sheet.next()? {
        let relation = match row.get(kind) {
            Some("essential") => Relation::Requires,
            _ => Relation::Related,
        };
        add(row.get(from).unwrap_or(""), relation, row.get(to).unwrap_or(""));
    }
    Ok(())
}

fn roles(dir: &Path, skills: &Skills) -> Result<Vec<RoleSource>, PackReadError> {
    let mut sheet = Sheet::open(find(dir, "occupations")?)?;
    let [uri, label, status] = [sheet.column("conceptUri")?, sheet.column("preferredLabel")?, sheet.column("status")?];
    let [description, group] = [sheet.column("description")?, sheet.column("iscoGroup")?];
    let mut roles: BTreeMap<String, RoleSource> = BTreeMap::new();
    while let Some((_, row)) = sheet.next()? {
        let cell = |at: usize| row.get(at).unwrap_or("");
        let Some(id) = id(cell(uri), OCCUPATION).filter(|_| cell(status) == "released") else { continue };
        let role = RoleSource {
            id,
            label: cell(label).to_owned(),
            description: cell(description).to_owned(),
            // ESCO has no ladders; occupations of one ISCO unit group are the nearest thing to a family.
            family: format!("isco-{}", cell(group)),
            grade: 1,
            ..RoleSource::default()
        };
        roles.insert(cell(uri).to_owned(), role);
    }
    let mut needs: BTreeMap<String, BTreeMap<String, bool>> = BTreeMap::new();
    let mut sheet = Sheet::open(find(dir, "occupationSkillRelations")?)?;
    let [role, kind, skill] =
        [sheet.column("occupationUri")?, sheet.column("relationType")?, sheet.column("skillUri")?];
    while let Some((_, row)) = sheet.next()? {
        let cell = |at: usize| row.get(at).unwrap_or("");
        let (Some(_), Some(skill)) = (roles.get(cell(role)), skills.get(cell(skill))) else { continue };
        let essential = needs.entry(cell(role).to_owned()).or_default().entry(skill.id.clone()).or_default();
        *essential |= cell(kind) == "essential";
    }
    for (uri, needs) in needs {
        if let Some(role) = roles.get_mut(&uri) {
            let level = |essential| if essential { ESSENTIAL_LEVEL } else { OPTIONAL_LEVEL };
            role.needs = needs.into_iter().map(|(skill, essential)| (skill, level(essential), essential)).collect();
        }
    }
    Ok(roles.into_values().collect())
}

/// `esco-` and the last part of the URI: the id stays free of the characters that separate things in tables and URLs.
fn id(uri: &str, kind: &str) -> Option<String> {
    let (_, tail) = uri.split_once(kind)?;
    (!tail.is_empty()).then(|| format!("esco-{}", tail.replace(['/', '|', ':', '>'], "-")))
}

/// `NAME.csv` or `NAME_xx.csv`, whatever the language; English where there are several.
fn find(dir: &Path, name: &str) -> Result<PathBuf, PackReadError> {
    let failed = |source| PackReadError::Open { path: dir.to_owned(), source };
    let mut found: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let stem = path.file_name().and_then(|f| f.to_str()).and_then(|f| f.strip_suffix(".csv"));
        let fits = |rest: &str| rest.is_empty() || rest.starts_with('_') && rest.len() == 3;
        if stem.and_then(|s| s.strip_prefix(name)).is_some_and(fits) {
            found.push(path);
        }
    }
    found.sort_by_key(|p| (!p.ends_with(format!("{name}_en.csv")), p.clone()));
    found.into_iter().next().ok_or_else(|| PackReadError::Open {
        path: dir.join(format!("{name}.csv")),
        source: std::io::ErrorKind::NotFound.into(),
    })
}

fn version(dir: &Path) -> String {
    let name = dir.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let mut numbers = name.split(|c: char| !c.is_ascii_digit() && c != '.').map(|n| n.trim_matches('.'));
    numbers.rfind(|n| !n.is_empty()).unwrap_or("unknown").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_versions_come_from_the_names() {
        let uri = "http://data.europa.eu/esco/skill/0005c151-5b5a-4a66-8aac-60e734beb1ab";
        assert_eq!(id(uri, SKILL).as_deref(), Some("esco-0005c151-5b5a-4a66-8aac-60e734beb1ab"));
        assert_eq!(id("http://data.europa.eu/esco/isced-f/00", SKILL), None);
        assert_eq!(version(Path::new("x/ESCO dataset - v1.2.0 - classification - en - csv")), "1.2.0");
        assert_eq!(version(Path::new("1.1.1")), "1.1.1");
    }

    /// Run with `SKILLKEEP_ESCO=folder cargo test -p xtask -- --ignored --nocapture esco`.
    #[test]
    #[ignore = "needs the official download"]
    fn the_official_download_fits() {
        use skillkeep::taxonomy::{Taxonomy, compile};
        use std::time::Instant;
        let dir = std::env::var("SKILLKEEP_ESCO").expect("SKILLKEEP_ESCO is the folder of the download");
        let start = Instant::now();
        let source = esco(Path::new(&dir)).unwrap();
        println!("read {:?}", start.elapsed());
        let bytes = compile(&source).unwrap();
        println!("and compiled {:?}", start.elapsed());
        Taxonomy::open(&bytes).unwrap();
        let start = Instant::now();
        let tax = Taxonomy::open(&bytes).unwrap();
        let open = start.elapsed();
        let cv = "Managed teams of engineers and wrote Python 3.12 and SQL. Advised clients on data protection, \
            prepared annual budgets and analysed business requirements; taught statistics. "
            .repeat(23);
        let start = Instant::now();
        let found = tax.link(&cv);
        let link = start.elapsed();
        let start = Instant::now();
        let typed = tax.search("proj man", 8);
        let search = start.elapsed();
        let plain = "Presented quarterly results to stakeholders in several countries. ".repeat(60);
        let start = Instant::now();
        println!("{} found in {:?} where nothing is named", tax.link(&plain).len(), start.elapsed());
        println!("{} skills, {} roles, {} bytes", tax.len(), tax.roles().len(), bytes.len());
        println!("open {open:?}, link {} words {link:?}, search {search:?}", cv.split_whitespace().count());
        for m in found.iter().take(12) {
            println!("{:.2} {} <- {}", m.confidence, tax.label(m.skill), &cv[m.span.0 as usize..m.span.1 as usize]);
        }
        println!("{:?}", typed.iter().map(|s| tax.label(*s)).collect::<Vec<_>>());
        for name in [
            "project management",
            "Microsoft Excel",
            "leading a team",
            "C#",
            "JavaScript (ES6)",
            "negotiating sales contracts",
        ] {
            println!("{name}: {:?}", tax.link_name(name).map(|(s, c)| (tax.label(s), c)));
        }
        for line in [
            "Led the migration to Kubernetes, go live in May",
            "R&D in C-level R, Go and C++",
            "Excel in your work",
            "Presented quarterly results to stakeholders",
            "negotiated a sales contract with suppliers",
            "fix sql query in payment service",
            "Responsible for customer service and cash handling",
            "Coached junior colleagues in public speaking",
        ] {
            let m: Vec<_> = tax
                .link(line)
                .iter()
                .map(|m| (m.confidence, tax.label(m.skill), &line[m.span.0 as usize..m.span.1 as usize]))
                .collect();
            println!("{line}: {m:?}");
        }
        assert!(tax.len() > 13_000 && bytes.len() <= 5 << 20);
    }
}
