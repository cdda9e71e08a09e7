//! Every table and every query of the servers on a real PostgreSQL: parsed, resolved against the tables, and planned. What the servers
//! run on is SQLite; this keeps the way to another database open. Where PostgreSQL is missing, one line says so (`cargo x test` installs it).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A PostgreSQL of one test: files of its own, a socket and no port. Goes when it is dropped.
struct Postgres {
    bin: PathBuf,
    dir: PathBuf,
}

impl Postgres {
    fn start() -> Option<Postgres> {
        let bin = bin()?;
        // Whoever runs it for root has to get there.
        let base = if root() { PathBuf::from("/tmp") } else { std::env::temp_dir() };
        let dir = base.join(format!("skillkeep-pg-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let it = Postgres { bin, dir };
        let data = it.dir.join("data");
        let options = format!("-k {} -c listen_addresses= -c fsync=off", it.dir.display());
        let log = it.dir.join("log");
        // PostgreSQL refuses to run as root.
        let ours = !root() || done(Command::new("chown").arg("postgres").arg(&it.dir));
        let made = ours
            && done(it.run("initdb").arg("-D").arg(&data).args([
                "-A",
                "trust",
                "-U",
                "skillkeep",
                "-N",
                "-E",
                "UTF8",
                "--no-locale",
            ]));
        let mut start = it.run("pg_ctl");
        start.arg("-D").arg(&data).arg("-l").arg(log).args(["-w", "-o", &options, "start"]);
        if !(made && done(&mut start)) {
            eprintln!("PostgreSQL does not start here");
            return None;
        }
        Some(it)
    }

    /// A program of PostgreSQL, as somebody who may run it.
    fn run(&self, program: &str) -> Command {
        let path = self.bin.join(program);
        if !root() {
            return Command::new(path);
        }
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(path);
        command.current_dir("/");
        command
    }

    /// Runs SQL, and answers what was wrong with it.
    fn complaints(&self, sql: &str) -> String {
        let file = self.dir.join("script.sql");
        fs::write(&file, sql).unwrap();
        let mut psql = self.run("psql");
        psql.args(["-X", "-q", "-U", "skillkeep", "-d", "postgres", "-h"]).arg(&self.dir).arg("-f").arg(&file);
        let Output { stderr, .. } = psql.output().unwrap();
        String::from_utf8_lossy(&stderr).lines().filter(|l| !l.contains("NOTICE")).collect::<Vec<_>>().join("\n")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.dir.join("data");
        let _ = self.run("pg_ctl").arg("-D").arg(data).args(["-m", "immediate", "stop"]).output();
        let _ = fs::remove_dir_all(&self.dir);
    }
}

/// Where PostgreSQL's programs are: Debian keeps them out of the path.
fn bin() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> =
        fs::read_dir("/usr/lib/postgresql").ok()?.flatten().map(|e| e.path().join("bin")).collect();
    found.retain(|bin| bin.join("initdb").exists());
    found.sort();
    found.pop()
}

fn root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.starts_with(b"0"))
}

/// Whether it ended well.
fn done(command: &mut Command) -> bool {
    // pg_ctl's child keeps what it was given; a pipe would never end.
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).status().is_ok_and(|s| s.success())
}

/// The string literals of a source file, without its tests.
fn literals(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let (mut out, mut rest) = (Vec::new(), source);
    while let Some(at) = rest.find(['"', '\'', '/']) {
        let from = &rest[at..];
        if from.starts_with("//") {
            rest = from.split_once('\n').map_or("", |(_, rest)| rest);
        } else if let Some(after) = from.strip_prefix("'\"'") {
            rest = after;
        } else if let Some(text) = from.strip_prefix('"') {
            let mut literal = String::new();
            let mut chars = text.char_indices().peekable();
            let mut end = text.len();
            while let Some((i, c)) = chars.next() {
                match c {
                    '"' => {
                        end = i + 1;
                        break;
                    }
                    '\\' if chars.peek().is_some_and(|(_, c)| *c == '\n') => {
                        while chars.next_if(|(_, c)| c.is_whitespace()).is_some() {}
                    }
                    '\\' => literal.extend(chars.next().map(|(_, c)| c)),
                    c => literal.push(c),
                }
            }
            out.push(literal);
            rest = &text[end..];
        } else {
            rest = &from[1..];
        }
    }
    out
}

/// What is put together while running, and wholes that come of it.
const PIECES: [(&str, &[&str]); 8] = [
    ("SELECT report FROM seen WHERE task = ", &["SELECT report FROM seen WHERE task = $1 AND report IN ($2, $3)"]),
    ("INSERT INTO seen (task, report) ", &["INSERT INTO seen (task, report) VALUES ($1, $2), ($3, $4)"]),
    (
        "SELECT token FROM tokens_spent WHERE task = ",
        &["SELECT token FROM tokens_spent WHERE task = $1 AND period = $2 AND token IN ($3, $4)"],
    ),
    (
        "INSERT INTO tokens_spent (task, period, token) ",
        &["INSERT INTO tokens_spent (task, period, token) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING token"],
    ),
    (
        "SELECT report FROM reports WHERE task = ",
        &["SELECT report FROM reports WHERE task = $1 AND report IN ($2, $3)"],
    ),
    (
        "INSERT INTO reports (task, report, period, state, bytes) ",
        &["INSERT INTO reports (task, report, period, state, bytes) VALUES ($1, $2, $3, $4, $5)"],
    ),
    (
        "SELECT {COLUMNS} FROM taxonomy_proposals WHERE 1 = 1",
        &["SELECT id, status, version, at, note, decided, body FROM taxonomy_proposals WHERE 1 = 1 AND kind = $1 \
            AND id IN (SELECT proposal FROM taxonomy_proposal_skills WHERE skill = $2) \
            ORDER BY CASE status WHEN 'open' THEN 0 WHEN 'deferred' THEN 1 WHEN 'accepted' THEN 2 ELSE 3 END, \
            COALESCE(decided, at) DESC, id LIMIT $3 OFFSET $4"],
    ),
    (
        "SELECT {COLUMNS} FROM taxonomy_proposals WHERE status = $1 ORDER BY id",
        &["SELECT id, status, version, at, note, decided, body FROM taxonomy_proposals WHERE status = $1 ORDER BY id"],
    ),
];

/// A role, its tables, and where its queries are.
const ROLES: [(&str, &[&str], &[&str]); 3] = [
    ("leader", &["leader"], &["store/leader.rs", "store/mod.rs"]),
    ("keeper", &["keeper", "console"], &["store/keeper.rs", "store/mod.rs", "console/"]),
    (
        "insight",
        &["insight", "action", "audit", "console", "impact", "plan", "taxonomy"],
        &["store/insight.rs", "action/", "audit/", "console/", "impact/", "plan/", "taxonomy/", "insight/"],
    ),
];

/// Every source that has a query, with its path below `src`.
fn sources(dir: &Path, below: &str, out: &mut Vec<(String, Vec<String>)>) {
    for entry in fs::read_dir(dir).unwrap().flatten() {
        let (path, name) = (entry.path(), format!("{below}{}", entry.file_name().to_string_lossy()));
        if path.is_dir() {
            sources(&path, &format!("{name}/"), out);
        } else if name.ends_with(".rs") {
            let sql = |l: &String| ["SELECT ", "INSERT ", "UPDATE ", "DELETE "].iter().any(|w| l.starts_with(w));
            let queries: Vec<String> = literals(&fs::read_to_string(&path).unwrap()).into_iter().filter(sql).collect();
            if !queries.is_empty() {
                out.push((name, queries));
            }
        }
    }
}

#[test]
fn every_table_and_query_is_understood_by_postgresql() {
    let server = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    sources(&server.join("src"), "", &mut all);
    let count: usize = all.iter().map(|(_, queries)| queries.len()).sum();
    assert!(count >= 70, "{count} queries found in the sources");
    let Some(postgres) = Postgres::start() else {
        eprintln!("skipped: no PostgreSQL to ask (apt-get install postgresql)");
        return;
    };
    // One type has another name.
    assert_eq!(postgres.complaints("CREATE DOMAIN public.blob AS bytea;"), "");
    for (role, tables, places) in ROLES {
        let mut script = format!("CREATE SCHEMA {role};\nSET search_path = {role}, public;\n");
        for table in tables {
            script += &fs::read_to_string(server.join(format!("schema/{table}.sql"))).unwrap();
        }
        assert_eq!(postgres.complaints(&script), "", "the tables of {role}");
        let mut script = format!("SET search_path = {role}, public;\n");
        for (place, queries) in all.iter().filter(|(place, _)| places.iter().any(|p| place.starts_with(p))) {
            for (i, query) in queries.iter().enumerate() {
                let wholes =
                    PIECES.iter().find(|(piece, _)| piece == query).map_or(vec![query.as_str()], |p| p.1.to_vec());
                for whole in wholes {
                    script += &format!("\\echo {place} {i}\nPREPARE q AS {whole};\nDEALLOCATE q;\n");
                }
            }
        }
        assert_eq!(postgres.complaints(&script), "", "the queries of {role}");
    }
    let elsewhere: Vec<_> =
        all.iter().filter(|(p, _)| !ROLES.iter().any(|r| r.2.iter().any(|place| p.starts_with(place)))).collect();
    assert!(elsewhere.is_empty(), "queries of no role: {elsewhere:?}");
}

#[test]
fn literals_are_found_where_they_are() {
    let found =
        literals("let a = \"one \\\n   two\"; // \"not this\"\nlet c = '\"'; let b: &'static str = \"th\\\"ree\";");
    assert_eq!(found, ["one two", "th\"ree"]);
}
