//! The operation table. One row is everything client and server agree on before any code runs.

use http::{Method, StatusCode};

/// What the request path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The account: `/`.
    Service,
    /// One bucket.
    Bucket,
    /// One object in a bucket.
    Object,
}

/// How we know that the row is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// An official SDK's test asserts it against the real service.
    Live,
    /// The service's documentation says so; no test against the real service is known.
    Documented,
}

/// One row of the table.
#[derive(Debug)]
pub struct Spec {
    /// The row's operation.
    pub id: OperationId,
    /// Its name as the service's documentation writes it.
    pub name: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// What the path names.
    pub target: Target,
    /// Query names that select the operation. All of them are signed as V1 sub-resources.
    pub selectors: &'static [&'static str],
    /// What the service answers when the operation succeeds.
    pub success: StatusCode,
    /// Whether `x-oss-server-side-encryption` may ride on it; the service refuses it elsewhere (EC 0005-00000002).
    pub encrypts: bool,
    /// How we know.
    pub evidence: Evidence,
}

macro_rules! operations {
    ($( $(#[$doc:meta])+ $name:ident: $method:ident $target:ident [$($selector:literal),*] => $ok:ident, $sse:ident, $evidence:ident; )+) => {
        /// Every operation this workspace knows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum OperationId { $( $(#[$doc])+ $name, )+ }

        /// The rows, in the order of [`OperationId`].
        pub static TABLE: &[Spec] = &[ $( Spec {
            id: OperationId::$name,
            name: stringify!($name),
            method: Method::$method,
            target: Target::$target,
            selectors: &[$($selector),*],
            success: StatusCode::$ok,
            encrypts: operations!(@sse $sse),
            evidence: Evidence::$evidence,
        }, )+ ];
    };
    (@sse sse) => { true };
    (@sse none) => { false };
}

operations! {
    // operation               method target  selectors       success     sse   evidence
    /// Lists the buckets of the account.
    ListBuckets:            GET    Service []             => OK,         none, Live;
    /// Creates a bucket.
    PutBucket:              PUT    Bucket  []             => OK,         sse,  Live;
    /// Deletes an empty bucket.
    DeleteBucket:           DELETE Bucket  []             => NO_CONTENT, none, Live;
    /// Describes a bucket.
    GetBucketInfo:          GET    Bucket  ["bucketInfo"] => OK,         none, Live;
    /// Names the region a bucket lives in.
    GetBucketLocation:      GET    Bucket  ["location"]   => OK,         none, Live;
    /// Counts what a bucket holds.
    GetBucketStat:          GET    Bucket  ["stat"]       => OK,         none, Live;
    /// Sets the default encryption rule of a bucket.
    PutBucketEncryption:    PUT    Bucket  ["encryption"] => OK,         none, Live;
    /// Reads the default encryption rule of a bucket.
    GetBucketEncryption:    GET    Bucket  ["encryption"] => OK,         none, Live;
    /// Removes the default encryption rule of a bucket.
    DeleteBucketEncryption: DELETE Bucket  ["encryption"] => NO_CONTENT, none, Live;
}

impl OperationId {
    /// The operation's row.
    pub fn spec(self) -> &'static Spec {
        // Rows stand in the order of the enum; `rows_stand_in_enum_order` holds us to it.
        &TABLE[self as usize]
    }

    /// Finds the row a request belongs to: of those whose selectors are all present, the one with most.
    ///
    /// `has` tells whether the query carries a name.
    pub fn resolve(method: &Method, target: Target, has: impl Fn(&str) -> bool) -> Option<Self> {
        TABLE
            .iter()
            .filter(|row| row.method == *method && row.target == target)
            .filter(|row| row.selectors.iter().all(|name| has(name)))
            .max_by_key(|row| row.selectors.len())
            .map(|row| row.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subresource;
    use std::{collections::HashSet, fmt::Write};

    #[test]
    fn rows_stand_in_enum_order() {
        for (position, row) in TABLE.iter().enumerate() {
            assert_eq!(row.id as usize, position, "{}", row.name);
        }
    }

    #[test]
    fn no_two_rows_answer_the_same_request() {
        let mut seen = HashSet::new();
        for row in TABLE {
            let mut selectors = row.selectors.to_vec();
            selectors.sort_unstable();
            assert!(
                seen.insert((row.method.clone(), format!("{:?}", row.target), selectors)),
                "{} is ambiguous",
                row.name
            );
        }
    }

    #[test]
    fn every_selector_is_signed() {
        for row in TABLE {
            for selector in row.selectors {
                assert!(subresource::is_signed(selector), "{}: {selector}", row.name);
            }
        }
    }

    #[test]
    fn the_most_selective_row_wins() {
        let find = |method: Method, target, names: &[&str]| {
            OperationId::resolve(&method, target, |name| names.contains(&name))
        };
        assert_eq!(find(Method::PUT, Target::Bucket, &[]), Some(OperationId::PutBucket));
        assert_eq!(
            find(Method::PUT, Target::Bucket, &["encryption"]),
            Some(OperationId::PutBucketEncryption)
        );
        assert_eq!(find(Method::PATCH, Target::Bucket, &[]), None);
        assert_eq!(find(Method::GET, Target::Bucket, &[]), None);
    }

    /// `docs/operations.md` is this table, for people. `UPDATE_DOCS=1 cargo test -p oss-protocol` rewrites it.
    #[test]
    fn the_page_of_operations_is_the_table() {
        let mut page = String::from(
            "# Operations\n\nGenerated from `crates/oss-protocol/src/operation.rs`; a test compares the two.\n\
             *Encryption header*: whether `x-oss-server-side-encryption` may ride on the request.\n\
             *Known from*: `live` where an official SDK's test asserts it against the real service, else `documented`.\n\n\
             | operation | request | success | encryption header | known from |\n| --- | --- | --- | --- | --- |\n",
        );
        for row in TABLE {
            let path = match row.target {
                Target::Service => "/",
                Target::Bucket => "/{bucket}/",
                Target::Object => "/{bucket}/{key}",
            };
            let query = if row.selectors.is_empty() { "" } else { "?" };
            let evidence = match row.evidence {
                Evidence::Live => "live",
                Evidence::Documented => "documented",
            };
            let sse = if row.encrypts { "yes" } else { "refused" };
            writeln!(
                page,
                "| {} | `{} {path}{query}{}` | {} | {sse} | {evidence} |",
                row.name,
                row.method,
                row.selectors.join("&"),
                row.success.as_u16()
            )
            .unwrap();
        }
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operations.md");
        if option_env!("UPDATE_DOCS").is_some() {
            std::fs::write(path, &page).unwrap();
        }
        assert_eq!(
            std::fs::read_to_string(path).unwrap(),
            page,
            "run UPDATE_DOCS=1 cargo test -p oss-protocol"
        );
    }
}
