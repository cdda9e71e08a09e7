//! Streams a file of statements.

use super::actor;
use super::meaning::{Meaning, last_word, meaning};
use super::validate::{Slot, Version, validate_at};
use crate::clock::{DAY_MS, Millis};
use crate::map::Set;
use crate::signal::json::{RecordAt, Splitter, Value};
use crate::signal::{ImportConfig, ImportError, Importer, Place, Refusal, Signal, Sink, Source, key, when, words};

/// Reads statements: an array, one alone, one per line, or pages with `more`.
///
/// A statement that a *later* one voids has been handed on by then, and is taken back with [`Sink::retract`]. Stores answer newest
/// first, so most voidings come before their target, which is then ignored as `xapi.voided`.
#[derive(Debug)]
pub(crate) struct XapiImporter {
    splitter: Splitter,
    reader: Reader,
    failed: Option<ImportError>,
}

impl XapiImporter {
    pub(crate) fn new(config: &ImportConfig) -> XapiImporter {
        XapiImporter {
            splitter: Splitter::new("statements"),
            reader: Reader { now: config.now, voided: Set::new() },
            failed: None,
        }
    }
}

impl Importer for XapiImporter {
    fn push(&mut self, bytes: &[u8], sink: &mut dyn Sink) -> Result<(), ImportError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let reader = &mut self.reader;
        let result = self.splitter.push(bytes, &mut |record, at| reader.record(record, at, sink));
        if let Err(error) = &result {
            self.failed = Some(error.clone());
        }
        result
    }

    fn finish(&mut self, _sink: &mut dyn Sink) -> Result<(), ImportError> {
        self.failed.take().map_or_else(|| self.splitter.finish(), Err)
    }
}

#[derive(Debug)]
struct Reader {
    now: Millis,
    /// Keys of what was voided before it came.
    voided: Set<u64>,
}

impl Reader {
    fn record(&mut self, record: &[u8], at: RecordAt, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let path = || at.path("statements");
        let text = std::str::from_utf8(record).map_err(|_| ImportError::Encoding(Place::Path(path())))?;
        let statement = match Value::parse(text) {
            Ok(value) => value,
            Err(e) => {
                let detail = words::cut(&e.to_string(), 80);
                sink.refuse(Refusal { code: "xapi.json", place: Place::Path(path()), detail });
                return Ok(());
            }
        };
        if let Err(mut refusal) = validate_at(Slot::Statement, &statement, version(&statement), "") {
            if let Place::Path(inner) = &mut refusal.place {
                inner.insert_str(0, &path());
            }
            sink.refuse(refusal);
            return Ok(());
        }
        self.statement(&statement, sink);
        Ok(())
    }

    fn statement(&mut self, statement: &Value<'_>, sink: &mut dyn Sink) {
        let empty = Value::Null;
        let who = actor::read(statement.get("actor").unwrap_or(&empty));
        let verb = statement.get("verb").and_then(|v| v.text("id")).unwrap_or("");
        let object = statement.get("object").unwrap_or(&empty);
        let result = statement.get("result");
        let stated = statement.text("timestamp").or_else(|| statement.text("stored"));
        let at = stated.and_then(when::iso).unwrap_or(self.now);
        let read = meaning(verb, object, result);
        if read == Meaning::Voids {
            if let Some(target) = object.text("id") {
                let key = key::of("xapi", &[&target.to_ascii_lowercase()]);
                self.voided.insert(key);
                sink.retract(key);
            }
            return sink.ignore(&who, "xapi.voiding");
        }
        let own = match statement.text("id") {
            Some(id) => key::of("xapi", &[&id.to_ascii_lowercase()]),
            // Without an id the event itself is the identity.
            None => {
                let registration = statement.get("context").and_then(|c| c.text("registration")).unwrap_or("");
                let response = result.and_then(|r| r.text("response")).unwrap_or("");
                key::of(
                    "xapi-event",
                    &[&who.key, verb, object.text("id").unwrap_or(""), stated.unwrap_or(""), registration, response],
                )
            }
        };
        if self.voided.contains(&own) {
            return sink.ignore(&who, "xapi.voided");
        }
        if !matches!(object.text("objectType"), None | Some("Activity")) {
            return sink.ignore(&who, "xapi.object_not_activity");
        }
        let (kind, progress, outcome) = match read {
            Meaning::Says { kind, progress, outcome } => (kind, progress, outcome),
            Meaning::Nothing(code) => return sink.ignore(&who, code),
            Meaning::Voids => return,
        };
        // A clock that runs ahead by more than two days is no clock.
        if at.0 > self.now.0.saturating_add(2 * DAY_MS) {
            return sink.ignore(&who, "xapi.in_the_future");
        }
        let about = About::of(object, statement.get("context"));
        let signal = Signal {
            key: own,
            source: Source::Xapi,
            kind,
            at,
            title: about.title,
            context: about.context,
            text: about.text,
            skills: Vec::new(),
            object: object.text("id").map(str::to_owned),
            outcome,
            level: None,
            amount: 1.0,
            expires: None,
            progress,
        };
        sink.signal(&who, signal);
    }
}

/// Which edition to hold a statement to: what it says, else 2.0 when it uses what only 2.0 has.
fn version(statement: &Value<'_>) -> Version {
    let newer = match statement.text("version") {
        Some(version) => version.starts_with("2."),
        None => statement
            .get("context")
            .is_some_and(|c| c.get("contextAgents").is_some() || c.get("contextGroups").is_some()),
    };
    if newer { Version::V2_0 } else { Version::V1_0_3 }
}

/// The words about an activity.
struct About {
    title: String,
    context: String,
    text: String,
}

impl About {
    fn of(object: &Value<'_>, context: Option<&Value<'_>>) -> About {
        let definition = object.get("definition");
        let name = definition.and_then(|d| d.get("name")).and_then(in_english).unwrap_or("");
        let description = definition.and_then(|d| d.get("description")).and_then(in_english).unwrap_or("");
        let id = object.text("id").unwrap_or("");
        // "Question 1" tells nobody anything; the question does.
        let is_question = definition.is_some_and(|d| d.get("interactionType").is_some());
        let title = match (name, description) {
            ("", "") => words::from_iri(id),
            ("", text) => text.to_owned(),
            (_, text) if is_question && !text.is_empty() => text.to_owned(),
            (name, _) => name.to_owned(),
        };
        let title = if title.trim().is_empty() { last_word(id).to_owned() } else { title };
        let mut around: Vec<String> = Vec::new();
        let activities = context.and_then(|c| c.get("contextActivities"));
        for role in ["parent", "grouping", "category"] {
            let Some(found) = activities.and_then(|a| a.get(role)) else { continue };
            for activity in found.as_array().unwrap_or(std::slice::from_ref(found)).iter().take(4) {
                let name =
                    activity.get("definition").and_then(|d| d.get("name")).and_then(in_english).map(str::to_owned);
                let words = name.unwrap_or_else(|| words::from_iri(activity.text("id").unwrap_or("")));
                if !words.is_empty() && !around.contains(&words) {
                    around.push(words);
                }
            }
        }
        let place = context.and_then(|c| c.text("platform")).or(around.first().map(String::as_str)).unwrap_or("");
        let mut text = String::with_capacity(name.len() + description.len() + 80);
        for part in [name, description].into_iter().chain(around.iter().map(String::as_str)).filter(|p| !p.is_empty()) {
            if !text.is_empty() {
                text.push_str(". ");
            }
            text.push_str(part);
        }
        if text.is_empty() {
            text.push_str(&title);
        }
        About { title: words::cut(&title, 160), context: words::cut(place, 80), text }
    }
}

/// The English text of a language map, else its first: skills are linked in English first.
fn in_english<'v>(map: &'v Value<'_>) -> Option<&'v str> {
    let entries = map.as_object()?;
    let english = entries.iter().find(|(tag, _)| tag.get(..2).is_some_and(|t| t.eq_ignore_ascii_case("en")));
    english.or(entries.first())?.1.as_str()
}
