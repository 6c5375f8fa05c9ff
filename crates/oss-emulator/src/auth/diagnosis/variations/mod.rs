//! What clients do wrong, and what is changed on the way: each as a change of what the server would sign.
//!
//! Sources: the service's pages "Troubleshoot signature errors" and of EC 0002-00000040, and what users of the SDKs reported.

mod aws;
mod body;
mod headers;
mod query;
mod resource;
mod scope;
mod secret;
mod shape;
mod time;

use super::{
    Cause, Told,
    parts::{Kind, Parts},
};
use crate::call::Asked;

/// So many headers and parameters of a request are looked at one by one.
const EACH: usize = 24;

/// One thing that is done wrong.
pub(super) struct Variation {
    pub(super) group: Group,
    /// Whether it is only looked at alone: it is rare, or one of many.
    pub(super) alone: bool,
    pub(super) cause: Cause,
    pub(super) edit: Box<dyn Fn(&mut Parts)>,
}

/// Variations of one group cannot come together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// Goes with every other, of its own kind too.
    Free,
    Secret,
    Method,
    Type,
    Md5,
    Time,
    HeaderWriting,
    Prefix,
    Key,
    Path,
    Component,
    Order,
    Scope,
    Shape,
}

impl Group {
    pub(super) fn excludes(self, other: Self) -> bool {
        self == other && self != Self::Free
    }
}

/// Variations as they are collected, the likeliest first.
#[derive(Default)]
struct List(Vec<Variation>);

impl List {
    fn add(&mut self, group: Group, cause: Cause, edit: impl Fn(&mut Parts) + 'static) {
        self.0.push(Variation { group, alone: false, cause, edit: Box::new(edit) });
    }

    /// One that is not looked at together with others.
    fn alone(&mut self, cause: Cause, edit: impl Fn(&mut Parts) + 'static) {
        self.0.push(Variation { group: Group::Free, alone: true, cause, edit: Box::new(edit) });
    }
}

/// All that fit a request.
pub(super) fn all(parts: &Parts, asked: &Asked, told: &Told) -> Vec<Variation> {
    let mut list = List::default();
    if parts.kind == Kind::Policy {
        secret::policy(&mut list);
    } else {
        let aws = parts.kind == Kind::Aws;
        if aws {
            headers::hosts(&mut list, parts, asked);
            headers::content_type(&mut list, parts);
            aws::headers(&mut list, parts);
            aws::payload(&mut list, parts);
            aws::path(&mut list, asked.bucket.as_deref().filter(|_| !asked.in_path));
        } else {
            headers::content_type(&mut list, parts);
            headers::added(&mut list, parts);
            resource::prefix(&mut list, parts, asked);
        }
        query::added(&mut list, parts, asked);
        body::method(&mut list, parts);
        resource::key(&mut list, parts);
        body::md5(&mut list, parts);
        if aws {
            aws::query(&mut list);
        }
        query::written(&mut list, parts);
        headers::written(&mut list, parts);
        if aws {
            aws::names(&mut list, parts);
        } else {
            headers::additional(&mut list, parts, asked);
        }
        time::time(&mut list, parts, asked);
        shape::shape(&mut list, parts);
    }
    secret::secret(&mut list, parts, told);
    scope::scope(&mut list, parts);
    if parts.kind != Kind::Policy {
        headers::other_types(&mut list, parts);
        query::removed(&mut list, parts);
        time::other_times(&mut list, parts);
    }
    list.0
}
