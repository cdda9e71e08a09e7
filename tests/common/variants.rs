//! Companies that differ from the ordinary one in one thing, for the vectors. Each has a folder `company-…` with the files that differ.

use skillkeep::recommend::Factors;

use super::Make;

/// Every company of the vectors by its folder; the first is the ordinary one.
pub fn all() -> Vec<(&'static str, Make)> {
    vec![
        ("company", Make::default()),
        ("company-strict", strict()),
        ("company-next", next()),
        ("company-factors", Make { factors: Some(factors()), ..Make::default() }),
        ("company-bad-factors", Make { factors: Some(damaged()), ..Make::default() }),
    ]
}

/// Its second version lets learning records count no more.
fn strict() -> Make {
    let policy = Make::default().policy.replace("\"xapi\":{\"allowed\":true", "\"xapi\":{\"allowed\":false");
    assert_ne!(policy, Make::default().policy);
    Make { policy, version: 2, ..Make::default() }
}

/// In its second version spreadsheets have become a part of dashboards.
fn next() -> Make {
    let mut pack = Make::default().pack;
    let gone = pack.skills.iter_mut().find(|s| s.id == "spreadsheets").expect("a skill of the company");
    gone.retired = true;
    gone.successor = Some("dashboards".to_owned());
    Make { pack, version: 2, ..Make::default() }
}

/// Two tastes: data on the first axis, people on the second. "Window functions" is an item that those who like both took.
fn factors() -> Vec<u8> {
    let row = |id: &str, x: f32, y: f32| (id.to_owned(), vec![x, y]);
    let rows = [
        row("sql-basics", 1.0, 0.0),
        row("sql-joins", 1.0, 0.1),
        row("sql-windows", 0.7, 0.7),
        row("py-first", 0.9, 0.0),
        row("py-tests", 0.9, -0.1),
        row("care-calls", 0.0, 1.0),
        row("talk-role", 0.1, 1.0),
        row("write-short", 0.3, 0.8),
    ];
    Factors::write(2, &rows).expect("a factors file")
}

/// The same with one bit another, properly signed: the company's own tool wrote it so.
fn damaged() -> Vec<u8> {
    let mut bytes = factors();
    *bytes.last_mut().expect("bytes") ^= 1;
    bytes
}
