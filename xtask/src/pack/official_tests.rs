//! Measured on the official downloads, where somebody has them.

use std::path::Path;
use std::time::Instant;

use skillkeep::taxonomy::{Taxonomy, compile};

use super::command::{Kind, read};

/// Run with `SKILLKEEP_ESCO=folder cargo test -p xtask -- --ignored --nocapture official`.
#[test]
#[ignore = "needs the official download"]
fn the_official_esco_download_fits() {
    let dir = std::env::var("SKILLKEEP_ESCO").expect("SKILLKEEP_ESCO is the folder of the download");
    let start = Instant::now();
    let (source, report) = read(&[(Kind::Esco, Path::new(&dir))]);
    println!("read {:?}\n{}", start.elapsed(), report.short());
    assert_eq!(report.errors(), 0);
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
    for name in ["project management", "Microsoft Excel", "leading a team", "C#", "negotiating sales contracts"] {
        println!("{name}: {:?}", tax.link_name(name).map(|(s, c)| (tax.label(s), c)));
    }
    for line in [
        "Led the migration to Kubernetes, go live in May",
        "R&D in C-level R, Go and C++",
        "Presented quarterly results to stakeholders",
        "negotiated a sales contract with suppliers",
        "fix sql query in payment service",
        "Coached junior colleagues in public speaking",
    ] {
        let mentions = tax.link(line);
        let shown =
            mentions.iter().map(|m| (m.confidence, tax.label(m.skill), &line[m.span.0 as usize..m.span.1 as usize]));
        println!("{line}: {:?}", shown.collect::<Vec<_>>());
    }
    assert!(tax.len() > 13_000 && bytes.len() <= 5 << 20);
}

/// Run with `SKILLKEEP_ESCO=folder SKILLKEEP_ONET=folder cargo test -p xtask -- --ignored --nocapture official`.
#[test]
#[ignore = "needs the official downloads"]
fn both_official_downloads_fit() {
    let dir = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is the folder of the download"));
    let (esco, onet) = (dir("SKILLKEEP_ESCO"), dir("SKILLKEEP_ONET"));
    let (source, report) = read(&[(Kind::Esco, Path::new(&esco)), (Kind::Onet, Path::new(&onet))]);
    println!("{}", report.short());
    assert_eq!(report.errors(), 0);
    let bytes = compile(&source).unwrap();
    let tax = Taxonomy::open(&bytes).unwrap();
    println!("{} skills, {} roles, {} bytes", tax.len(), tax.roles().len(), bytes.len());
    assert!(bytes.len() <= 3_600_000, "{}", bytes.len());
}

/// Run with `cargo test -p xtask -- --ignored --nocapture a_million`.
#[test]
#[ignore = "writes 90 MB"]
fn a_million_rows_are_read_in_flat_memory() {
    use std::io::Write as _;
    let folder = super::fixture::Folder::new(&[("skills.csv", "id,label\na,A\n"), ("roles.csv", "id,label\nr,R\n")]);
    let file = std::fs::File::create(folder.path().join("role_skills.csv")).unwrap();
    let mut rows = std::io::BufWriter::new(file);
    writeln!(rows, "role,skill,level\nr,a,1").unwrap();
    for i in 0..1_000_000 {
        writeln!(rows, "r,there is no such skill {i} and it has a name that goes on and on,3").unwrap();
    }
    drop(rows);
    let peak = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find(|l| l.starts_with("VmHWM")).unwrap_or("");
        line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0_u64)
    };
    let before = peak();
    let start = Instant::now();
    let (source, report) = read(&[(Kind::Table, folder.path())]);
    let after = peak();
    println!("a million bad rows in {:?}; peak in kB before {before} and after {after}", start.elapsed());
    // The file has 90 MB.
    assert!(after < before + 10_000, "{before} {after}");
    assert_eq!((report.errors(), source.roles[0].needs.len()), (1_000_000, 1));
}
