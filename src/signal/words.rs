//! Words cut to size, for titles and contexts that a person reads.

/// The text on one line, at most `limit` characters, cut between words with an ellipsis.
pub(crate) fn cut(text: &str, limit: usize) -> String {
    let mut out = String::with_capacity(text.len().min(limit * 4));
    let mut count = 0;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()) {
        let length = word.chars().count();
        if count + usize::from(count > 0) + length > limit {
            if count == 0 {
                out.extend(word.chars().take(limit.saturating_sub(1)));
            } else if count + 1 > limit {
                out.pop();
            }
            out.push('…');
            return out;
        }
        if count > 0 {
            out.push(' ');
            count += 1;
        }
        out.push_str(word);
        count += length;
    }
    out
}

/// The name of an import as a context: the file name without folders and ending.
pub(crate) fn file_stem(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = match base.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.len() <= 6 => stem,
        _ => base,
    };
    cut(stem, 80)
}

/// Words out of the last telling segment of an IRI: `…/hemorrhage_control/v1` -> `hemorrhage control`. Empty where it has none
/// (a number, a UUID).
pub(crate) fn from_iri(iri: &str) -> String {
    let path = iri.split_once("://").map_or(iri, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let path = path.split(['?']).next().unwrap_or(path);
    for segment in path.rsplit(['/', '#', ':']) {
        let letters = segment.chars().filter(|c| c.is_alphabetic()).count();
        let digits = segment.chars().filter(char::is_ascii_digit).count();
        if letters >= 3 && digits * 2 <= letters && segment.len() <= 80 {
            return cut(&segment.replace(['_', '-', '+', '.'], " ").replace("%20", " "), 80);
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_end_between_words() {
        assert_eq!(cut("  two\nwords ", 160), "two words");
        assert_eq!(cut("aaa bbb ccc", 8), "aaa bbb…");
        assert_eq!(cut("aaa bbb ccc", 7).chars().count(), 7);
        assert_eq!(cut("abcdefgh", 4), "abc…");
        assert!(cut(&"é".repeat(500), 160).chars().count() <= 160);
    }

    #[test]
    fn an_iri_gives_its_words() {
        assert_eq!(from_iri("https://xapinet.org/xapi/tc3/cuf/hemorrhage_control/v1"), "hemorrhage control");
        assert_eq!(from_iri("https://books.example.com/v1/8/media/600b7164-32a3-41a3-9b4d-da32d22f10e0"), "media");
        assert_eq!(file_stem("/home/a/returns-dashboard.log"), "returns-dashboard");
    }
}
