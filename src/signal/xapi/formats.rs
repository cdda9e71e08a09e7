//! The spellings that xAPI prescribes: IRI, UUID, language tag, mailbox, digests.

/// An IRI: a scheme (RFC 3986, 3.1), a colon, something after it, and no blanks or delimiters of running text.
pub(crate) fn is_iri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        && !rest.is_empty()
        && !rest.chars().any(|c| {
            c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`')
        })
}

/// A UUID as RFC 4122 spells it.
pub(crate) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text
            .bytes()
            .enumerate()
            .all(|(i, b)| if matches!(i, 8 | 13 | 18 | 23) { b == b'-' } else { b.is_ascii_hexdigit() })
}

/// A well-formed language tag (RFC 5646, 2.1), without a look into the registry.
pub(crate) fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let Some(first) = parts.next() else { return false };
    let private = matches!(first, "x" | "X" | "i" | "I");
    if !private && !((2..=8).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic())) {
        return false;
    }
    let mut last = if private { 1 } else { first.len() };
    for part in parts {
        if part.is_empty() || part.len() > 8 || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return false;
        }
        last = part.len();
    }
    // A singleton announces something, so it cannot be the last.
    last > 1 || (private && tag.len() > 3)
}

/// `mailto:someone@somewhere`.
pub(crate) fn is_mailbox(text: &str) -> bool {
    let Some((name, domain)) = text.strip_prefix("mailto:").and_then(|m| m.rsplit_once('@')) else { return false };
    !name.is_empty() && !domain.is_empty() && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// That many hexadecimal digits.
pub(crate) fn is_hex(text: &str, counts: &[usize]) -> bool {
    counts.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_tags() {
        for good in ["en", "en-US", "zh-Hans-CN", "tlh", "sr-Latn-RS", "x-klingon", "de-DE-1996", "i-navajo"] {
            assert!(is_language(good), "{good}");
        }
        for bad in ["", "something", "zh-something-ccc", "s-something", "en_US", "en-", "e", "x", "en-x", "-en"] {
            assert!(!is_language(bad), "{bad}");
        }
    }

    #[test]
    fn iris_and_uuids() {
        for good in ["http://a", "urn:uuid:1", "https://ex.org/ü"] {
            assert!(is_iri(good), "{good}");
        }
        for bad in ["", "no scheme", "ab=c://x", "http:", "1a:x", "http://a b"] {
            assert!(!is_iri(bad), "{bad}");
        }
        assert!(is_uuid("8f87ccde-bb56-4c2e-ab83-44982ef22df0"));
        assert!(!is_uuid("8f87ccdebb564c2eab8344982ef22df0"));
    }
}
