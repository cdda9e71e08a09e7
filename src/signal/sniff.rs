//! Which importer a file is for, by its first bytes and its name.

use super::git_log::GitLogImporter;
use super::table::{TableImporter, looks_like_csv};
use super::text::TextImporter;
use super::xapi::XapiImporter;
use super::{ImportConfig, Importer, Source};

/// Guesses the source from the head of a file (the first kilobytes) and its name. `None`: nothing this engine reads, or not UTF-8
/// (the caller may decode it and ask again).
pub fn sniff(head: &[u8], name: &str) -> Option<Source> {
    let body = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    if body.starts_with(b"%PDF") || body.contains(&0) {
        return None;
    }
    let text = match std::str::from_utf8(body) {
        Ok(text) => text,
        // The head may end inside a character, but not break earlier.
        Err(e) if e.error_len().is_none() => std::str::from_utf8(body.get(..e.valid_up_to())?).ok()?,
        Err(_) => return None,
    };
    let trimmed = text.trim_start();
    let ending = name.rsplit_once('.').map_or(String::new(), |(_, e)| e.to_ascii_lowercase());
    if trimmed.starts_with(['{', '[']) {
        let statements =
            trimmed.contains("\"actor\"") || trimmed.contains("\"verb\"") || trimmed.contains("\"statements\"");
        let after = trimmed.get(1..).unwrap_or("").trim_start();
        return if statements {
            Some(Source::Xapi)
        } else if after.starts_with(['{', '"', ']', '}', '[']) || after.is_empty() {
            Some(Source::Table)
        } else {
            // "[ ] buy milk" is a note.
            Some(Source::Text)
        };
    }
    let is_commit = |line: &str| {
        line.strip_prefix("commit ")
            .and_then(|r| r.split(' ').next())
            .is_some_and(|h| h.len() >= 7 && h.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    if trimmed.lines().take(20).any(is_commit) && trimmed.contains("Author:") {
        return Some(Source::GitLog);
    }
    if matches!(ending.as_str(), "csv" | "tsv") || (!matches!(ending.as_str(), "md" | "txt") && looks_like_csv(trimmed))
    {
        return Some(Source::Table);
    }
    let strange = trimmed.chars().filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}')).count();
    (trimmed.chars().any(char::is_alphabetic) && strange * 50 <= trimmed.len()).then_some(Source::Text)
}

/// Whether a head that [`sniff`] does not know is text in some other encoding than UTF-8: broken as UTF-8, yet nearly free of the
/// control bytes that programs and pictures are full of. Such a file can be decoded by the caller and read again.
pub fn other_encoding(head: &[u8]) -> bool {
    let broken = std::str::from_utf8(head).is_err_and(|e| e.error_len().is_some());
    let control = head.iter().filter(|b| **b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0C)).count();
    broken && !head.starts_with(b"%PDF") && control * 50 <= head.len() && head.iter().any(u8::is_ascii_alphabetic)
}

/// The importer of a source.
pub fn importer(source: Source, config: &ImportConfig) -> Box<dyn Importer> {
    match source {
        Source::Xapi => Box::new(XapiImporter::new(config)),
        Source::GitLog => Box::new(GitLogImporter::new(config)),
        Source::Table => Box::new(TableImporter::new(config)),
        // No file is of the person's own acts; read as a note, it says what it is.
        Source::Text | Source::Person => Box::new(TextImporter::new(config)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_another_encoding_is_told_from_bytes_that_are_no_text() {
        assert!(other_encoding(b"Titel;F\xE4higkeit;Datum\n"));
        assert!(!other_encoding("Titel;F\u{e4}higkeit;Datum\n".as_bytes()));
        assert!(!other_encoding(b"cut inside a letter: \xC3"));
        assert!(!other_encoding(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"));
        assert!(!other_encoding(b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"));
    }

    #[test]
    fn a_file_is_known_by_its_head() {
        let cases: [(&[u8], &str, Option<Source>); 12] = [
            (b"[\n {\"id\":\"x\",\"actor\":{}", "a.json", Some(Source::Xapi)),
            (b"{\"statements\":[", "a", Some(Source::Xapi)),
            (b"[{\"title\":\"x\"}]", "a.json", Some(Source::Table)),
            (b"commit 49bd9a4d038d2f31929e59cbe3f287d3a00b4281\nAuthor: A <a@b>\n", "log.txt", Some(Source::GitLog)),
            (b"title,date\nJoins,2026-01-01\n", "", Some(Source::Table)),
            (b"sep=;\ntitle;date\n", "x.csv", Some(Source::Table)),
            (b"I built dashboards, and I like SQL.\nThen I rested.\n", "note", Some(Source::Text)),
            (b"Dear team, thank you.\n", "cv.txt", Some(Source::Text)),
            (b"%PDF-1.7", "cv.pdf", None),
            (b"\xFF\xFEt\0i\0", "x.csv", None),
            (b"\x89PNG\r\n\x1a\n\0", "x.png", None),
            (b"", "x", None),
        ];
        for (head, name, source) in cases {
            assert_eq!(sniff(head, name), source, "{:?}", String::from_utf8_lossy(head));
        }
    }
}
