//! How a request travels: as a row of the table says, or as the caller says.

use http::{HeaderMap, Method, StatusCode};
use oss_protocol::{Encrypts, OperationId, Query, Target};
use std::sync::Arc;

/// How a request travels, and what its success is.
#[derive(Clone, Debug)]
pub enum Route {
    /// As a row says.
    Row(OperationId),
    /// As the caller says: an operation that has no row, or other ends of one that has.
    Own(Arc<OwnRoute>),
}

/// What the caller says of a request of his own.
#[derive(Debug)]
pub struct OwnRoute {
    method: Method,
    target: Target,
    success: Option<Vec<StatusCode>>,
    /// Names of its parameters without values, as errors tell them.
    selectors: String,
    row: Option<OperationId>,
}

impl OwnRoute {
    /// A request of the caller's own. Without `success`, every status is one.
    pub(crate) fn new(
        method: Method,
        target: Target,
        query: &Query,
        headers: &HeaderMap,
        success: Option<Vec<StatusCode>>,
    ) -> Self {
        let row =
            OperationId::resolve(&method, target, |name| query.has(name), |name| headers.contains_key(name));
        let bare: Vec<_> = query.iter().filter(|(_, value)| value.is_empty()).map(|(name, _)| name).collect();
        Self { method, target, success, selectors: bare.join("&"), row }
    }
}

impl From<OperationId> for Route {
    fn from(row: OperationId) -> Self {
        Self::Row(row)
    }
}

impl Route {
    /// The row that the request belongs to, if there is one.
    pub fn row(&self) -> Option<OperationId> {
        match self {
            Self::Row(id) => Some(*id),
            Self::Own(own) => own.row,
        }
    }

    /// The HTTP method.
    pub fn method(&self) -> &Method {
        match self {
            Self::Row(id) => &id.spec().method,
            Self::Own(own) => &own.method,
        }
    }

    /// What the path names.
    pub fn target(&self) -> Target {
        match self {
            Self::Row(id) => id.spec().target,
            Self::Own(own) => own.target,
        }
    }

    /// What the request may say of server-side encryption.
    pub fn encrypts(&self) -> Encrypts {
        self.row().map_or(Encrypts::No, |id| id.spec().encrypts)
    }

    /// Names that the table puts into the query. Who makes a request himself has written them there.
    pub(crate) fn selectors(&self) -> &'static [&'static str] {
        match self {
            Self::Row(id) => id.spec().selectors,
            Self::Own(_) => &[],
        }
    }

    /// Whether the request may name a version of an object.
    pub(crate) fn takes_version(&self) -> bool {
        self.row().is_some_and(|id| id.spec().parameters.contains(&"versionId"))
    }

    /// Whether an answer with this status is a success.
    pub(crate) fn succeeds(&self, status: StatusCode) -> bool {
        match self {
            Self::Row(id) => id.spec().success.contains(&status),
            Self::Own(own) => own.success.as_ref().is_none_or(|success| success.contains(&status)),
        }
    }

    /// The statuses of success; none where every one is.
    pub fn success(&self) -> &[StatusCode] {
        match self {
            Self::Row(id) => id.spec().success,
            Self::Own(own) => own.success.as_deref().unwrap_or_default(),
        }
    }

    /// The query names that choose what is asked, as one text.
    pub fn subresources(&self) -> String {
        match self {
            Self::Row(id) => id.spec().selectors.join("&"),
            Self::Own(own) => own.selectors.clone(),
        }
    }

    /// What it is called: the row's name, or what the request looks like.
    pub fn name(&self) -> &str {
        self.row().map_or("a request", |id| id.spec().name)
    }
}
