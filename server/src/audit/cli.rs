//! `audit --verify PACK` as a person runs it.

use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::unpack::LONGEST;
use super::verify::{Trust, verify};

/// Checks a pack and prints what agrees, what is to be known, and what differs: 0 where all of it holds, 1 where not, 2 for words that
/// are not understood.
pub fn run(file: &Path, options: &[&str]) -> ExitCode {
    let Some(trust) = trust(options) else {
        eprintln!("audit.arguments: --pin SHA256 and --key ID=BASE64 (32 bytes) are what may follow");
        return ExitCode::from(2);
    };
    let mut bytes = Vec::new();
    let most = LONGEST as u64 + 1;
    if let Err(error) = std::fs::File::open(file).and_then(|f| f.take(most).read_to_end(&mut bytes)) {
        eprintln!("audit.file: {}: {error}", file.display());
        return ExitCode::FAILURE;
    }
    let report = verify(&bytes, &trust);
    report.agrees.iter().for_each(|line| println!("agrees   {}", plain(line)));
    report.notes.iter().for_each(|line| println!("note     {}", plain(line)));
    report.differences.iter().for_each(|line| println!("differs  {}", plain(line)));
    report.errors.iter().for_each(|error| println!("error    {}: {}", error.code(), plain(&error.to_string())));
    println!("{}", if report.holds() { "The pack holds." } else { "The pack does not hold." });
    if report.holds() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A pack's words may hold what moves a terminal's cursor.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}

fn trust(options: &[&str]) -> Option<Trust> {
    let mut trust = Trust::default();
    let mut rest = options.chunks_exact(2);
    for pair in &mut rest {
        match pair {
            ["--pin", pin] => trust.pin = Some((*pin).to_owned()),
            ["--key", key] => {
                let (id, key) = key.split_once('=')?;
                trust.keys.push((id.to_owned(), <[u8; 32]>::try_from(STANDARD.decode(key).ok()?).ok()?));
            }
            _ => return None,
        }
    }
    rest.remainder().is_empty().then_some(trust)
}
