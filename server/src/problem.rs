//! Every refusal is a problem document, RFC 9457: the draft's types where it has one, ours where it has none.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use serde_json::json;
use skillkeep_dap::problem::{PROBLEM_JSON, Problem};

use crate::action::proposal::ActionError;
use crate::audit::findings::FindingError;
use crate::impact::endpoints::TableError;
use crate::plan::PlanError;
use crate::store::StoreError;
use crate::taxonomy::market::MarketError;
use crate::taxonomy::proposal::ProposalError;
use crate::taxonomy::store::DecideError;

/// Seconds after which a full store is asked again.
const FULL_WAIT: u64 = 60;

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// What the draft has a word for.
    #[error(transparent)]
    Dap(#[from] Problem),
    /// The store failed; nothing of the request was kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No such path.
    #[error("there is nothing here")]
    Route,
    /// The path is there, the method is not.
    #[error("this path has no such method")]
    Method,
    /// Another `Content-Type` than the route's.
    #[error("this route takes another media type")]
    Media,
    /// Longer than the route takes.
    #[error("the body is too long")]
    TooLarge,
    /// Slower than the route waits.
    #[error("the body took too long")]
    Slow,
    /// Too many requests of one address; seconds to wait.
    #[error("too many requests from this address")]
    Rate(u64),
    /// The caller went away, or its connection broke.
    #[error("the body did not arrive")]
    Body,
    /// No ticket of the portal, or one that has run out.
    #[error("the ticket is missing, not the portal's, or has run out")]
    Ticket,
    /// No such period, or it takes nothing today.
    #[error("there is no such period, or it is not open today")]
    Period,
    /// Not a blinded message.
    #[error("this is not a blinded message of the period's key")]
    Blinded,
    /// This subject has its token of the period.
    #[error("the token of this period was given out already")]
    Issued,
    /// The period still takes reports, and not everybody has answered.
    #[error("the batch still takes reports")]
    BatchOpen,
    /// A job id that stands for another request.
    #[error("this job was begun with another request")]
    JobChanged,
    /// No such collection job.
    #[error("there is no such collection job")]
    Job,
    /// A collection job that ended with a problem; its type.
    #[error("the collection job failed")]
    Failed(String),
    /// A name or a password that is not right; which, is not said.
    #[error("name or password is not right")]
    Login,
    /// Too many tries; seconds to wait.
    #[error("too many tries")]
    TooMany(u64),
    /// Nobody is logged in, or not any more.
    #[error("nobody is logged in")]
    NoSession,
    /// The login's role does not see this.
    #[error("this login's role does not see this")]
    WrongRole,
    /// A change without the session's token.
    #[error("the request does not bring the session's token")]
    Csrf,
    /// The password was made and must be changed first.
    #[error("the password must be changed first")]
    MustChange,
    /// Too short, too long, or the old one.
    #[error("a password has at least twelve characters and is not the old one")]
    Weak,
    /// A name that is none.
    #[error("a user's name has 1 to 64 characters, without blanks at its ends")]
    UserName,
    /// The name is taken.
    #[error("there is a user of this name")]
    UserTaken,
    /// No such user, or the last admin.
    #[error("there is no such user, or it is the last admin")]
    UserUnknown,
    /// JSON that is none, or of another shape.
    #[error("the body is not JSON of this shape")]
    Json,
    /// A figure of something that is not in the dictionary, or is not asked there.
    #[error("there is no such figure")]
    Figure,
    /// A shortage of nobody, or of more people than any company has.
    #[error("a shortage asked about is of 1 to 1 000 000 people")]
    People,
    /// A skill that the pack does not have, or a search that is none.
    #[error("there is no such skill")]
    Skill,
    /// No such proposal.
    #[error("there is no such proposal")]
    ProposalUnknown,
    /// Two decided at once, and the other was quicker.
    #[error("the proposal was changed since it was read")]
    ProposalConflict,
    /// Decided already, or in a pack that is in place.
    #[error("the proposal is decided already, or in a pack that is in place")]
    ProposalSettled,
    /// A proposal that does not fit.
    #[error(transparent)]
    Proposal(#[from] ProposalError),
    /// A market table that does not fit.
    #[error(transparent)]
    Market(#[from] MarketError),
    /// A table of the company's own numbers.
    #[error(transparent)]
    Endpoints(#[from] TableError),
    /// An action or a step of one that is not kept.
    #[error(transparent)]
    Action(ActionError),
    /// A finding that is not kept.
    #[error(transparent)]
    Finding(FindingError),
    /// A plan that does not fit.
    #[error(transparent)]
    Plan(PlanError),
    /// Something that cannot happen did.
    #[error("the server is at fault")]
    Internal,
}

impl Refused {
    /// A stable code, for logs.
    pub fn code(&self) -> &str {
        match self {
            Refused::Dap(p) => p.name(),
            Refused::Store(e) => e.code(),
            Refused::Route => "route.unknown",
            Refused::Method => "route.method",
            Refused::Media => "body.media_type",
            Refused::TooLarge => "body.too_large",
            Refused::Slow => "body.slow",
            Refused::Rate(_) => "rate.limit",
            Refused::Body => "body.broken",
            Refused::Ticket => "ticket.refused",
            Refused::Period => "period.not_open",
            Refused::Blinded => "token.blinded_message",
            Refused::Issued => "token.issued",
            Refused::BatchOpen => "batch.open",
            Refused::JobChanged => "job.changed",
            Refused::Job => "job.unknown",
            Refused::Failed(uri) => uri,
            Refused::Login => "login.refused",
            Refused::TooMany(_) => "login.too_many",
            Refused::NoSession => "session.none",
            Refused::WrongRole => "session.role",
            Refused::Csrf => "session.csrf",
            Refused::MustChange => "password.change",
            Refused::Weak => "password.weak",
            Refused::UserName => "user.name",
            Refused::UserTaken => "user.taken",
            Refused::UserUnknown => "user.unknown",
            Refused::Json => "body.json",
            Refused::Figure => "figure.unknown",
            Refused::People => "figure.people",
            Refused::Skill => "skill.unknown",
            Refused::ProposalUnknown => "proposal.unknown",
            Refused::ProposalConflict => "proposal.conflict",
            Refused::ProposalSettled => "proposal.settled",
            Refused::Proposal(e) => e.code(),
            Refused::Market(e) => e.code(),
            Refused::Endpoints(e) => e.code(),
            Refused::Action(e) => e.code(),
            Refused::Finding(e) => e.code(),
            Refused::Plan(e) => e.code(),
            Refused::Internal => "internal",
        }
    }

    /// The type URI of the document.
    pub fn uri(&self) -> String {
        match self {
            Refused::Dap(p) => p.uri(),
            Refused::Failed(uri) => uri.clone(),
            other => format!("urn:skillkeep:error:{}", other.code()),
        }
    }

    /// Which line of a table, or which entry of a file, from 1.
    fn line(&self) -> Option<u64> {
        match self {
            Refused::Market(MarketError::Line { line, .. }) => Some(*line),
            Refused::Plan(e) => e.line(),
            Refused::Proposal(ProposalError::Wrong { number, .. }) => u64::try_from(*number).ok(),
            _ => None,
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Refused::Dap(p) => StatusCode::from_u16(p.status()).unwrap_or(StatusCode::BAD_REQUEST),
            Refused::Store(StoreError::Full) => StatusCode::INSUFFICIENT_STORAGE,
            Refused::Store(_) | Refused::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Refused::Route | Refused::Period | Refused::Job | Refused::UserUnknown => StatusCode::NOT_FOUND,
            Refused::Figure | Refused::Skill | Refused::ProposalUnknown => StatusCode::NOT_FOUND,
            Refused::Action(ActionError::Unknown) => StatusCode::NOT_FOUND,
            Refused::Action(ActionError::Conflict | ActionError::State | ActionError::NoKey) => StatusCode::CONFLICT,
            Refused::Action(ActionError::SecondPerson) => StatusCode::FORBIDDEN,
            Refused::Action(_) => StatusCode::BAD_REQUEST,
            Refused::Finding(FindingError::Unknown) => StatusCode::NOT_FOUND,
            Refused::Finding(FindingError::Conflict) => StatusCode::CONFLICT,
            Refused::Finding(_) => StatusCode::BAD_REQUEST,
            Refused::Plan(e) => e.status(),
            Refused::ProposalConflict | Refused::ProposalSettled => StatusCode::CONFLICT,
            Refused::Proposal(_) | Refused::Market(_) | Refused::Endpoints(_) | Refused::People => {
                StatusCode::BAD_REQUEST
            }
            Refused::Method => StatusCode::METHOD_NOT_ALLOWED,
            Refused::Media => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Refused::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Refused::Ticket | Refused::Login | Refused::NoSession => StatusCode::UNAUTHORIZED,
            Refused::WrongRole | Refused::Csrf | Refused::MustChange => StatusCode::FORBIDDEN,
            Refused::TooMany(_) | Refused::Rate(_) => StatusCode::TOO_MANY_REQUESTS,
            Refused::Slow => StatusCode::REQUEST_TIMEOUT,
            Refused::Issued | Refused::JobChanged | Refused::UserTaken => StatusCode::CONFLICT,
            Refused::Weak | Refused::UserName | Refused::Json => StatusCode::BAD_REQUEST,
            Refused::Body | Refused::Blinded | Refused::BatchOpen | Refused::Failed(_) => StatusCode::BAD_REQUEST,
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response<Body> {
        let status = self.status();
        if status.is_server_error() {
            tracing::error!(code = self.code(), "refused");
        } else {
            tracing::debug!(code = self.code(), "refused");
        }
        let mut document = json!({ "type": self.uri(), "title": self.to_string(), "status": status.as_u16() });
        if let Some(line) = self.line() {
            document["line"] = json!(line);
        }
        let mut response = Response::new(Body::from(document.to_string()));
        *response.status_mut() = status;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        let headers = response.headers_mut();
        // A refusal is of this moment and this caller.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        match self {
            Refused::TooMany(seconds) | Refused::Rate(seconds) => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            // An operator must make room: nobody need hurry.
            Refused::Store(StoreError::Full) => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(FULL_WAIT));
            }
            // What is still coming is not waited for, RFC 9110 section 15.5.9.
            Refused::Slow => {
                headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            _ => {}
        }
        response
    }
}

impl From<DecideError> for Refused {
    fn from(error: DecideError) -> Refused {
        match error {
            DecideError::Unknown => Refused::ProposalUnknown,
            DecideError::Conflict => Refused::ProposalConflict,
            DecideError::Settled => Refused::ProposalSettled,
            DecideError::Store(e) => Refused::Store(e),
        }
    }
}

impl From<FindingError> for Refused {
    fn from(error: FindingError) -> Refused {
        match error {
            FindingError::Store(e) => Refused::Store(e),
            other => Refused::Finding(other),
        }
    }
}

impl From<ActionError> for Refused {
    fn from(error: ActionError) -> Refused {
        match error {
            ActionError::Store(e) => Refused::Store(e),
            other => Refused::Action(other),
        }
    }
}
