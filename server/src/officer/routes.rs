//! The officer's routes: four questions that change nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, Method, Response};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use skillkeep::sync::{Dictionary, Encoding, Measure, Shape, plan};
use skillkeep::trust::Envelope;
use skillkeep_dap::codec::Encode;
use skillkeep_dap::messages::TaskId;

use super::views::{
    AskedRow, BatchRow, Ledger, Overview, Party, PeriodRow, Question, ReleaseRow, Reports, State as Stands, Waiting,
    Year,
};
use crate::console::{self, Guard, Role, answer};
use crate::http::{self, Route};
use crate::keeper::Keeper;
use crate::problem::Refused;
use crate::release::{RELEASE_TYPE, Release, hex};
use crate::store::keeper::Tally;
use crate::tasks::{Asked, Span};

/// Releases of one page.
const PAGE: u32 = 100;

type Keeping = State<Arc<Keeper>>;

fn table() -> Vec<Route<Arc<Keeper>>> {
    let mut all = console::table(console::Party::Keeper);
    all.extend([
        http::route(Method::GET, "/keeper/console/overview", overview),
        http::route(Method::GET, "/keeper/console/questions", questions),
        http::route(Method::GET, "/keeper/console/batches", batches),
        http::route(Method::GET, "/keeper/console/releases", releases),
    ]);
    all
}

/// Everything that the keeper's console answers to.
pub fn routes() -> Vec<(Method, &'static str)> {
    table().into_iter().map(|(method, path, _)| (method, path)).collect()
}

/// Its router; paths begin with `/keeper/console/`.
pub fn router(keeper: Arc<Keeper>) -> Router {
    http::router(table(), keeper)
}

impl AsRef<Guard> for Keeper {
    fn as_ref(&self) -> &Guard {
        &self.guard
    }
}

async fn overview(State(keeper): Keeping, headers: HeaderMap) -> Result<Response<Body>, Refused> {
    keeper.guard.session(&headers, &[Role::Officer]).await?;
    let mut reports = Reports::default();
    let mut waiting = Waiting::default();
    for tally in keeper.store.tallies().await? {
        reports.counted += tally.count;
        if !tally.released && tally.count > 0 {
            waiting.batches += 1;
            waiting.reports += tally.count;
        }
    }
    for (_, _, code, n) in keeper.store.refusals().await? {
        *reports.refused.entry(code).or_default() += n;
    }
    let dictionary = &keeper.dictionary;
    let today = keeper.clock.today();
    let period = |s: &'_ Arc<Span>| -> Option<(String, String)> {
        let found = dictionary.period(&s.id)?;
        Some((found.due.to_string(), found.closes.to_string()))
    };
    let periods = keeper.tasks.periods.iter().map(|s| {
        let (due, closes) = period(s).unwrap_or_default();
        let [start, end] = &s.written;
        PeriodRow { id: &s.id, start, end, due, closes, open: s.open(today) && s.token_key.is_some() }
    });
    let own = keeper.keys.config().get_encoded().map_err(|_| Refused::Internal)?;
    answer(&Overview {
        company: &keeper.shown.company,
        tenant: &keeper.tasks.tenant,
        sample: keeper.shown.sample,
        one_process: keeper.shown.one_process,
        dictionary: keeper.tasks.dictionary,
        min_batch: keeper.tasks.min_batch,
        parties: parties(dictionary),
        fingerprint: fingerprint(&own),
        key_id: keeper.signing.id(),
        periods: periods.collect(),
        reports,
        releases: keeper.store.released().await?,
        waiting,
        ledger: dictionary.ledger.as_ref().map(|terms| Ledger {
            terms,
            years: plan(dictionary)
                .years
                .iter()
                .map(|(year, micro_rho)| Year { year: *year, micro_rho: *micro_rho })
                .collect(),
        }),
    })
}

fn parties(dictionary: &Dictionary) -> Vec<Party<'_>> {
    let Some(two) = &dictionary.aggregators else { return Vec::new() };
    [("leader", &two.leader), ("keeper", &two.keeper)]
        .map(|(role, a)| Party { role, name: &a.name, operator: &a.operator, url: &a.url })
        .into()
}

/// SHA-256 of an HPKE configuration in pairs, as one would read it aloud.
fn fingerprint(config: &[u8]) -> String {
    Sha256::digest(config).iter().map(|b| format!("{b:02x}")).collect::<Vec<_>>().join(":")
}

async fn questions(State(keeper): Keeping, headers: HeaderMap) -> Result<Response<Body>, Refused> {
    keeper.guard.session(&headers, &[Role::Officer]).await?;
    let dictionary = &keeper.dictionary;
    let people = dictionary.people();
    let planned = plan(dictionary).rows;
    let rows = dictionary.measures.iter().map(|m| {
        let shape = m.encoding.shape(dictionary.options(m));
        let asked = m.asked.iter().map(|a| {
            let cells: std::collections::BTreeSet<String> =
                dictionary.headcount.iter().map(|h| a.over.cell(&h.function, &h.region)).collect();
            let smallest = cells.iter().filter_map(|c| people.get(c)).copied().filter(|n| *n > 0).min().unwrap_or(0);
            let row = planned.iter().find(|r| r.measure == m.id && r.over == a.over);
            AskedRow {
                over: a.over,
                cells: cells.len(),
                smallest,
                sigma2: a.sigma2,
                micro_rho: a.micro_rho,
                target_points: f64::from(a.target_milli_points) / 1000.0,
                error_points: row.map_or(0.0, |r| r.points),
            }
        });
        let (kind, clip) = kind(m);
        Question {
            id: &m.id,
            question: &m.question,
            purpose: &m.purpose,
            owner: &m.owner,
            reviewer: &m.reviewer,
            starts: m.starts.to_string(),
            expires: m.expires.to_string(),
            every: m.every,
            kind,
            clip,
            places: shape.length(),
            max_weight: match shape {
                Shape::Multihot { max_weight, .. } => Some(max_weight),
                Shape::Histogram { .. } => None,
            },
            attribute: attributes(dictionary, m),
            asked: asked.collect(),
        }
    });
    answer(&rows.collect::<Vec<_>>())
}

fn kind(measure: &Measure) -> (&'static str, Option<u32>) {
    match &measure.encoding {
        Encoding::Held { clip, .. } => ("held", Some(*clip)),
        Encoding::Planes { clip, .. } => ("planes", Some(*clip)),
        Encoding::Goals { clip, .. } => ("goals", Some(*clip)),
        Encoding::Items { clip, .. } => ("items", Some(*clip)),
        Encoding::Together { clip, .. } => ("together", Some(*clip)),
        Encoding::Terms { clip, .. } => ("terms", Some(*clip)),
        Encoding::Change { clip, .. } => ("change", Some(*clip)),
        Encoding::Paths { .. } => ("paths", None),
        Encoding::Outcome { .. } => ("outcome", None),
    }
}

/// Names of the attributes that an outcome is told beside.
fn attributes(dictionary: &Dictionary, measure: &Measure) -> Option<String> {
    let names: Vec<&str> = dictionary.groups(measure).iter().map(|a| a.label.as_str()).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// A value of the query string; ids and numbers need no decoding.
fn parameter<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    query.split('&').find_map(|p| p.strip_prefix(name)?.strip_prefix('=')).filter(|v| !v.is_empty())
}

async fn batches(
    State(keeper): Keeping,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response<Body>, Refused> {
    keeper.guard.session(&headers, &[Role::Officer]).await?;
    let query = query.unwrap_or_default();
    let wanted = parameter(&query, "period");
    let today = keeper.clock.today();
    let tallies: BTreeMap<(TaskId, u64), Tally> =
        keeper.store.tallies().await?.into_iter().map(|t| ((t.task, t.period), t)).collect();
    let mut refused: BTreeMap<(TaskId, u64), u64> = BTreeMap::new();
    for (task, period, _, n) in keeper.store.refusals().await? {
        *refused.entry((task, period)).or_default() += n;
    }
    let mut rows = Vec::new();
    for asked in keeper.tasks.all() {
        let spans = asked.periods.iter().filter(|s| wanted.is_none_or(|w| w == s.id));
        for span in spans {
            let key = (asked.task.id, span.start);
            let tally = tallies.get(&key);
            // A period without tokens takes nothing: it was before the keeper began, or comes later.
            if tally.is_none() && (span.token_key.is_none() || today < span.start) {
                continue;
            }
            rows.push(batch_row(&keeper, asked, span, tally, refused.get(&key).copied().unwrap_or(0), today));
        }
    }
    rows.sort_by(|a, b| (b.start, a.measure, a.cell).cmp(&(a.start, b.measure, b.cell)));
    answer(&rows)
}

fn batch_row<'k>(
    keeper: &'k Keeper,
    asked: &'k Asked,
    span: &'k Span,
    tally: Option<&Tally>,
    refused: u64,
    today: u64,
) -> BatchRow<'k> {
    let reports = tally.map_or(0, |t| t.count);
    let min_batch = keeper.tasks.min_batch;
    let state = if tally.is_some_and(|t| t.released) {
        Stands::Released
    } else if today < span.closes && reports != asked.people {
        Stands::Collecting
    } else if reports < min_batch {
        Stands::Short
    } else {
        Stands::Ready
    };
    let [start, end] = &span.written;
    let closes = keeper.dictionary.period(&span.id).map(|p| p.closes.to_string()).unwrap_or_default();
    BatchRow {
        measure: &asked.measure,
        question: question(&keeper.dictionary, &asked.measure),
        cell: &asked.cell,
        label: label(&keeper.dictionary, &asked.cell),
        period: &span.id,
        start,
        end,
        closes,
        reports,
        headcount: asked.people,
        min_batch,
        refused,
        state,
        short: if state == Stands::Released { 0 } else { min_batch.saturating_sub(reports) },
    }
}

fn question<'d>(dictionary: &'d Dictionary, measure: &str) -> &'d str {
    dictionary.measures.iter().find(|m| m.id == measure).map_or("", |m| m.question.as_str())
}

/// A cell as a person reads it; the whole company is `all`, which the page has its own word for.
fn label(dictionary: &Dictionary, cell: &str) -> String {
    let named = |list: &[skillkeep::sync::Named], id: &str| {
        list.iter().find(|n| n.id == id).map_or_else(|| id.to_owned(), |n| n.label.clone())
    };
    let mut parts = cell.split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("function"), Some(f), None) => named(&dictionary.functions, f),
        (Some("region"), Some(r), None) => named(&dictionary.regions, r),
        (Some("function-region"), Some(f), Some(r)) => {
            format!("{}, {}", named(&dictionary.functions, f), named(&dictionary.regions, r))
        }
        _ => cell.to_owned(),
    }
}

async fn releases(
    State(keeper): Keeping,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response<Body>, Refused> {
    keeper.guard.session(&headers, &[Role::Officer]).await?;
    let query = query.unwrap_or_default();
    let before = parameter(&query, "before").map(|n| n.parse().map_err(|_| Refused::Json)).transpose()?;
    let mut rows = Vec::new();
    for (envelope, at) in keeper.store.newest(before, PAGE).await? {
        let (_, body) = Envelope::parse(envelope.as_bytes(), RELEASE_TYPE).map_err(|_| Refused::Internal)?;
        let r: Release = serde_json::from_slice(&body).map_err(|_| Refused::Internal)?;
        let noise_sd = (2.0 * r.sigma2 as f64).sqrt();
        rows.push(ReleaseRow {
            number: r.number,
            question: question(&keeper.dictionary, &r.measure),
            label: label(&keeper.dictionary, &r.cell),
            measure: r.measure,
            cell: r.cell,
            period: r.period,
            reports: r.reports,
            headcount: r.headcount,
            sigma2: r.sigma2,
            noise_sd,
            error_points: 100.0 * noise_sd / (r.reports.max(1) as f64),
            at,
            digest: hex(&Sha256::digest(&body)),
            envelope: RawValue::from_string(envelope).map_err(|_| Refused::Internal)?,
        });
    }
    answer(&rows)
}
