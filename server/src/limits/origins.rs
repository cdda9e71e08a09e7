//! Which pages of other origins may read what anybody may ask: the CORS protocol, <https://fetch.spec.whatwg.org/#http-cors-protocol>.
//! No answer here depends on a cookie, so credentials are never allowed.

use axum::http::{HeaderMap, HeaderValue, header};

/// Origins that are let in, as browsers write them. None by default: only pages of the same origin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins(Vec<HeaderValue>);

impl Origins {
    /// Of these words, each `scheme://host` or `scheme://host:port`, nothing after it; `*` and `null` are none.
    ///
    /// # Errors
    /// The word that is no origin.
    pub fn new(words: &[String]) -> Result<Origins, String> {
        words.iter().map(|w| origin(w).ok_or_else(|| w.clone())).collect::<Result<_, _>>().map(Origins)
    }

    /// Are all strangers kept out?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The origin of a request, if it is let in.
    pub fn of(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        let origin = headers.get(header::ORIGIN)?;
        self.0.iter().find(|o| *o == origin).cloned()
    }
}

fn origin(word: &str) -> Option<HeaderValue> {
    let rest = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://"))?;
    // Browsers write hosts in lower case, RFC 6454 section 6.1; another spelling would never match.
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-:[]".contains(c);
    if rest.is_empty() || !rest.chars().all(good) {
        return None;
    }
    HeaderValue::from_str(word).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        for good in ["https://portal.example", "http://localhost:8080", "http://[::1]:80"] {
            assert!(origin(good).is_some(), "{good}");
        }
        for bad in ["*", "null", "portal.example", "https://", "https://portal.example/", "https://Portal.example"] {
            assert_eq!(Origins::new(&[bad.to_owned()]), Err(bad.to_owned()));
        }
    }
}
