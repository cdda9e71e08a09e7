//! From a row to a signal.

use std::borrow::Cow;

use super::cells;
use super::mapping::ColumnMapping;
use crate::clock::{DAY_MS, Millis};
use crate::signal::{
    Actor, ImportConfig, ImportError, Kind, Place, Progress, Refusal, Signal, Sink, Source, key, words,
};

/// A mapping tied to the columns of one table.
#[derive(Debug)]
pub(crate) struct Rows {
    mapping: ColumnMapping,
    columns: Vec<String>,
    at: Indices,
    top: f64,
    now: Millis,
    file: String,
}

#[derive(Debug, Default)]
struct Indices {
    title: Option<usize>,
    skill: Option<usize>,
    date: Option<usize>,
    kind: Option<usize>,
    level: Option<usize>,
    outcome: Option<usize>,
    expires: Option<usize>,
    who: Option<usize>,
    context: Option<usize>,
    id: Option<usize>,
}

impl Rows {
    /// Ties the mapping of the configuration, or a guess, to these columns.
    ///
    /// # Errors
    /// A column that is mapped and not there; neither a title nor a skill; no kind; a scale that is none.
    pub(crate) fn new(columns: Vec<String>, config: &ImportConfig) -> Result<Rows, ImportError> {
        let mapping = config.mapping.clone().unwrap_or_else(|| ColumnMapping::guess(&columns, &config.name));
        let find = |name: &Option<String>| match name {
            None => Ok(None),
            Some(name) => {
                let same = |c: &String| c == name;
                let alike = |c: &String| crate::lower::text(c.trim()) == crate::lower::text(name.trim());
                let at = columns.iter().position(same).or_else(|| columns.iter().position(alike));
                at.map(Some).ok_or_else(|| ImportError::Column(words::cut(name, 80)))
            }
        };
        let at = Indices {
            title: find(&mapping.title)?,
            skill: find(&mapping.skill)?,
            date: find(&mapping.date)?,
            kind: find(&mapping.kind)?,
            level: find(&mapping.level)?,
            outcome: find(&mapping.outcome)?,
            expires: find(&mapping.expires)?,
            who: find(&mapping.who)?,
            context: find(&mapping.context)?,
            id: find(&mapping.id)?,
        };
        if at.title.is_none() && at.skill.is_none() {
            return Err(ImportError::Column("title".to_owned()));
        }
        if at.kind.is_none() && mapping.kind_of_all.is_none() {
            return Err(ImportError::Column("kind".to_owned()));
        }
        let top = mapping.level_max.unwrap_or(5.0);
        if !(top.is_finite() && top > 0.0) {
            return Err(ImportError::Column("levelMax".to_owned()));
        }
        Ok(Rows { mapping, columns, at, top, now: config.now, file: words::file_stem(&config.name) })
    }

    /// The columns' names.
    pub(crate) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// One row. `cells` stand in the order of the columns; missing ones are empty.
    pub(crate) fn row(&self, cells: &[Cow<'_, str>], place: Place, sink: &mut dyn Sink) {
        match self.read(cells) {
            Ok(Read::Signal(actor, signal)) => sink.signal(&actor, *signal),
            Ok(Read::Nothing(actor, code)) => sink.ignore(&actor, code),
            Err((code, found)) => sink.refuse(Refusal { code, place, detail: words::cut(&found, 80) }),
        }
    }

    fn read(&self, cells: &[Cow<'_, str>]) -> Result<Read, (&'static str, String)> {
        let cell = |at: Option<usize>| at.and_then(|i| cells.get(i)).map_or("", |c| c.trim());
        let actor = who(cell(self.at.who));
        if cells.iter().all(|c| c.trim().is_empty()) {
            return Ok(Read::Nothing(actor, "table.empty_row"));
        }
        let (title, skill) = (cell(self.at.title), cell(self.at.skill));
        if title.is_empty() && skill.is_empty() {
            return Err(("table.no_title", String::new()));
        }
        let kind = match cell(self.at.kind) {
            "" => self.mapping.kind_of_all.ok_or(("table.kind", String::new()))?,
            text => cells::kind(text).ok_or_else(|| ("table.kind", text.to_owned()))?,
        };
        let order = self.mapping.date_order;
        let at = match (self.at.date, cell(self.at.date)) {
            (None, _) => self.now,
            (Some(_), "") => return Err(("table.date_missing", String::new())),
            (Some(_), text) => cells::date(text, order).map_err(|code| (code, text.to_owned()))?,
        };
        let expires = match cell(self.at.expires) {
            "" | "-" => None,
            text if ["never", "none", "unlimited", "nie", "unbegrenzt"]
                .contains(&crate::lower::text(text).as_str()) =>
            {
                None
            }
            text => Some(cells::date(text, order).map_err(|code| (code, text.to_owned()))?),
        };
        let level = match cell(self.at.level) {
            "" => None,
            text => Some(cells::level(text, self.top).ok_or_else(|| ("table.level", text.to_owned()))?),
        };
        let outcome = match cell(self.at.outcome) {
            "" => None,
            text => Some(cells::outcome(text).ok_or_else(|| ("table.outcome", text.to_owned()))?),
        };
        // Planned courses are not evidence yet.
        if at.0 > self.now.0.saturating_add(2 * DAY_MS) {
            return Ok(Read::Nothing(actor, "table.in_the_future"));
        }
        let own = match cell(self.at.id) {
            "" => {
                let parts: Vec<&str> = cells.iter().map(|c| c.trim()).collect();
                key::of("table-row", &parts)
            }
            id => key::of("table", &[id, &actor.key, title, skill]),
        };
        let context = cell(self.at.context);
        let title_words = words::cut(if title.is_empty() { skill } else { title }, 160);
        let signal = Signal {
            key: own,
            source: Source::Table,
            kind,
            at,
            title: title_words,
            context: if context.is_empty() { self.file.clone() } else { words::cut(context, 80) },
            text: title.chars().take(4000).collect(),
            skills: cells::skills(skill),
            object: Some(cell(self.at.id)).filter(|id| !id.is_empty() && id.len() <= 400).map(str::to_owned),
            outcome,
            level,
            amount: 1.0,
            expires,
            progress: matches!(kind, Kind::Certificate | Kind::Completion | Kind::Project).then_some(Progress::Done),
        };
        Ok(Read::Signal(actor, Box::new(signal)))
    }
}

enum Read {
    Signal(Actor, Box<Signal>),
    Nothing(Actor, &'static str),
}

/// Whom a row is about: a mail address, or a name in this table.
fn who(cell: &str) -> Actor {
    let text = words::cut(cell, 160);
    let key = if text.is_empty() {
        String::new()
    } else if text.contains('@') && !text.contains(' ') {
        format!("mailto:{}", crate::lower::text(&text).trim_start_matches("mailto:"))
    } else {
        format!("account:|{}", crate::lower::text(&text))
    };
    Actor { key, name: text }
}
