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

/// What a request may say of server-side encryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encrypts {
    /// Nothing: the service refuses `x-oss-server-side-encryption` (EC 0005-00000002).
    No,
    /// The request chooses, by headers.
    Chooses,
    /// A step of a multipart upload: what its beginning chose applies. The request says nothing, the answer repeats the choice.
    Inherits,
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
    /// Query names that select the operation. But for `list-type`, all of them are signed as V1 sub-resources.
    pub selectors: &'static [&'static str],
    /// A header that selects the operation, among those with the same selectors.
    pub header: Option<&'static str>,
    /// Sub-resources that may ride along: `versionId`, say.
    pub parameters: &'static [&'static str],
    /// What the service answers when the operation succeeds.
    pub success: &'static [StatusCode],
    /// What the request may say of server-side encryption.
    pub encrypts: Encrypts,
    /// How we know.
    pub evidence: Evidence,
}

macro_rules! operations {
    ($( $(#[$doc:meta])+ $name:ident: $method:ident $target:ident [$($selector:literal),*] $(if $header:literal)? $(+ [$($parameter:literal),*])?
        => $($ok:ident)|+, $sse:ident, $evidence:ident; )+) => {
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
            header: operations!(@header $($header)?),
            parameters: &[$($($parameter),*)?],
            success: &[$(StatusCode::$ok),+],
            encrypts: Encrypts::$sse,
            evidence: Evidence::$evidence,
        }, )+ ];
    };
    (@header) => { None };
    (@header $header:literal) => { Some($header) };
}

operations! {
    // operation               method target  selectors            [if header] [+ parameters] => success, encryption, evidence
    /// Lists the buckets of the account.
    ListBuckets:            GET    Service [] + ["tagging"] => OK, No, Live;

    /// Creates a bucket.
    PutBucket:              PUT    Bucket  []             => OK, Chooses, Live;
    /// Deletes an empty bucket.
    DeleteBucket:           DELETE Bucket  []             => NO_CONTENT, No, Live;
    /// Describes a bucket.
    GetBucketInfo:          GET    Bucket  ["bucketInfo"] => OK, No, Live;
    /// Names the region a bucket lives in.
    GetBucketLocation:      GET    Bucket  ["location"]   => OK, No, Live;
    /// Counts what a bucket holds.
    GetBucketStat:          GET    Bucket  ["stat"]       => OK, No, Live;
    /// Sets the default encryption rule of a bucket.
    PutBucketEncryption:    PUT    Bucket  ["encryption"] => OK, No, Live;
    /// Reads the default encryption rule of a bucket.
    GetBucketEncryption:    GET    Bucket  ["encryption"] => OK, No, Live;
    /// Removes the default encryption rule of a bucket.
    DeleteBucketEncryption: DELETE Bucket  ["encryption"] => NO_CONTENT, No, Live;
    /// Says whether a bucket keeps old versions of its objects.
    PutBucketVersioning:    PUT    Bucket  ["versioning"] => OK, No, Live;
    /// Tells whether a bucket keeps old versions of its objects.
    GetBucketVersioning:    GET    Bucket  ["versioning"] => OK, No, Live;
    /// Says who may use a bucket, in the header `x-oss-acl`.
    PutBucketAcl:           PUT    Bucket  ["acl"]        => OK, No, Live;
    /// Tells who may use a bucket.
    GetBucketAcl:           GET    Bucket  ["acl"]        => OK, No, Live;
    /// Has the requests to a bucket written down.
    PutBucketLogging:       PUT    Bucket  ["logging"]    => OK, No, Live;
    /// Tells where the requests to a bucket are written down.
    GetBucketLogging:       GET    Bucket  ["logging"]    => OK, No, Live;
    /// Ends the writing down.
    DeleteBucketLogging:    DELETE Bucket  ["logging"]    => NO_CONTENT, No, Live;
    /// Makes a bucket a website.
    PutBucketWebsite:       PUT    Bucket  ["website"]    => OK, No, Live;
    /// Tells what website a bucket is.
    GetBucketWebsite:       GET    Bucket  ["website"]    => OK, No, Live;
    /// Makes a bucket no website any more.
    DeleteBucketWebsite:    DELETE Bucket  ["website"]    => NO_CONTENT, No, Live;
    /// Says from which pages a bucket may be used.
    PutBucketReferer:       PUT    Bucket  ["referer"]    => OK, No, Live;
    /// Tells from which pages a bucket may be used.
    GetBucketReferer:       GET    Bucket  ["referer"]    => OK, No, Live;
    /// Says when objects expire or change their class.
    PutBucketLifecycle:     PUT    Bucket  ["lifecycle"]  => OK, No, Live;
    /// Tells when objects expire or change their class.
    GetBucketLifecycle:     GET    Bucket  ["lifecycle"]  => OK, No, Live;
    /// Lets objects stay as they are.
    DeleteBucketLifecycle:  DELETE Bucket  ["lifecycle"]  => NO_CONTENT, No, Live;
    /// Says which web pages may ask for what.
    PutBucketCors:          PUT    Bucket  ["cors"]       => OK, No, Live;
    /// Tells which web pages may ask for what.
    GetBucketCors:          GET    Bucket  ["cors"]       => OK, No, Live;
    /// Closes a bucket to web pages.
    DeleteBucketCors:       DELETE Bucket  ["cors"]       => NO_CONTENT, No, Live;
    /// Says who pays for requests.
    PutBucketRequestPayment: PUT   Bucket  ["requestPayment"] => OK, No, Live;
    /// Tells who pays for requests.
    GetBucketRequestPayment: GET   Bucket  ["requestPayment"] => OK, No, Live;
    /// Replaces the tags of a bucket.
    PutBucketTags:          PUT    Bucket  ["tagging"]    => OK, No, Live;
    /// Reads the tags of a bucket.
    GetBucketTags:          GET    Bucket  ["tagging"]    => OK, No, Live;
    /// Removes the tags of a bucket.
    DeleteBucketTags:       DELETE Bucket  ["tagging"]    => NO_CONTENT, No, Live;
    /// Says in a document of JSON who may do what.
    PutBucketPolicy:        PUT    Bucket  ["policy"]     => OK, No, Live;
    /// Reads the policy of a bucket.
    GetBucketPolicy:        GET    Bucket  ["policy"]     => OK, No, Live;
    /// Removes the policy of a bucket.
    DeleteBucketPolicy:     DELETE Bucket  ["policy"]     => NO_CONTENT, No, Live;
    /// Has what a bucket holds written down at intervals.
    PutBucketInventory:     PUT    Bucket  ["inventory", "inventoryId"] => OK, No, Live;
    /// Reads one rule of an inventory.
    GetBucketInventory:     GET    Bucket  ["inventory", "inventoryId"] => OK, No, Live;
    /// Lists the rules of inventories.
    ListBucketInventory:    GET    Bucket  ["inventory"] + ["continuation-token"] => OK, No, Live;
    /// Removes one rule of an inventory.
    DeleteBucketInventory:  DELETE Bucket  ["inventory", "inventoryId"] => NO_CONTENT, No, Live;
    /// Begins a retention policy, which is not locked yet.
    InitiateBucketWorm:     POST   Bucket  ["worm"]       => OK, No, Live;
    /// Gives up a retention policy that is not locked.
    AbortBucketWorm:        DELETE Bucket  ["worm"]       => NO_CONTENT, No, Live;
    /// Locks a retention policy.
    CompleteBucketWorm:     POST   Bucket  ["wormId"]     => OK, No, Live;
    /// Makes the time longer for which a locked policy keeps objects.
    ExtendBucketWorm:       POST   Bucket  ["wormExtend", "wormId"] => OK, No, Live;
    /// Reads the retention policy.
    GetBucketWorm:          GET    Bucket  ["worm"]       => OK, No, Live;
    /// Has the service fetch an object from an address.
    PostAsyncFetchTask:     POST   Bucket  ["asyncFetch"] => OK, No, Live;
    /// Tells how far the fetching is.
    GetAsyncFetchTask:      GET    Bucket  ["asyncFetch"] => OK, No, Live;
    /// Lists live channels.
    ListLiveChannel:        GET    Bucket  ["live"]       => OK, No, Documented;

    /// Lists objects, the first way.
    ListObjects:            GET    Bucket  []             => OK, No, Live;
    /// Lists objects, the second way: with continuation tokens.
    ListObjectsV2:          GET    Bucket  ["list-type"] + ["continuation-token"] => OK, No, Live;
    /// Lists versions and delete markers.
    ListObjectVersions:     GET    Bucket  ["versions"]   => OK, No, Live;
    /// Lists multipart uploads that were begun and not ended.
    ListMultipartUploads:   GET    Bucket  ["uploads"]    => OK, No, Live;
    /// Deletes up to 1,000 objects.
    DeleteMultipleObjects:  POST   Bucket  ["delete"]     => OK, No, Live;
    /// Stores an object that a form brings.
    PostObject:             POST   Bucket  []             => NO_CONTENT | OK | CREATED, Chooses, Live;

    /// Stores an object.
    PutObject:              PUT    Object  [] + ["callback", "callback-var"] => OK, Chooses, Live;
    /// Stores a copy of an object.
    CopyObject:             PUT    Object  [] if "x-oss-copy-source" => OK, Chooses, Live;
    /// Adds to the end of an object.
    AppendObject:           POST   Object  ["append", "position"] => OK, Chooses, Live;
    /// Reads an object, or a range of it.
    GetObject:              GET    Object  [] + ["versionId"] => OK | PARTIAL_CONTENT, No, Live;
    /// Describes an object.
    HeadObject:             HEAD   Object  [] + ["versionId"] => OK, No, Live;
    /// Describes an object in a few words.
    GetObjectMeta:          HEAD   Object  ["objectMeta"] + ["versionId"] => OK, No, Live;
    /// Deletes an object, or one version of it.
    DeleteObject:           DELETE Object  [] + ["versionId"] => NO_CONTENT, No, Live;
    /// Says who may use an object.
    PutObjectAcl:           PUT    Object  ["acl"] + ["versionId"] => OK, No, Live;
    /// Tells who may use an object.
    GetObjectAcl:           GET    Object  ["acl"] + ["versionId"] => OK, No, Live;
    /// Makes an object that stands for another.
    PutSymlink:             PUT    Object  ["symlink"]    => OK, No, Live;
    /// Tells what an object stands for.
    GetSymlink:             GET    Object  ["symlink"] + ["versionId"] => OK, No, Live;
    /// Replaces the tags of an object.
    PutObjectTagging:       PUT    Object  ["tagging"] + ["versionId"] => OK, No, Live;
    /// Reads the tags of an object.
    GetObjectTagging:       GET    Object  ["tagging"] + ["versionId"] => OK, No, Live;
    /// Removes the tags of an object.
    DeleteObjectTagging:    DELETE Object  ["tagging"] + ["versionId"] => NO_CONTENT, No, Live;
    /// Makes an archived object readable for some days. The service answers 200 where it already is.
    RestoreObject:          POST   Object  ["restore"] + ["versionId"] => ACCEPTED | OK, No, Live;

    /// Makes something of an object, such as another image, and stores it.
    ProcessObject:          POST   Object  ["x-oss-process"] => OK, No, Live;
    /// Makes a live channel, or sets it up anew.
    PutLiveChannel:         PUT    Object  ["live"]       => OK, No, Documented;
    /// Tells how a live channel is set up.
    GetLiveChannelInfo:     GET    Object  ["live"]       => OK, No, Documented;
    /// Removes a live channel.
    DeleteLiveChannel:      DELETE Object  ["live"]       => NO_CONTENT, No, Documented;
    /// Says whether a live channel may be used.
    PutLiveChannelStatus:   PUT    Object  ["live", "status"] => OK, No, Documented;
    /// Tells what is pushed (`comp=stat`), or was (`comp=history`).
    GetLiveChannelStat:     GET    Object  ["live", "comp"] => OK, No, Documented;
    /// Makes a playlist of what was pushed, and stores it.
    PostVodPlaylist:        POST   Object  ["vod", "startTime", "endTime"] => OK, No, Documented;
    /// Makes a playlist of what was pushed.
    GetVodPlaylist:         GET    Object  ["vod", "startTime", "endTime"] => OK, No, Documented;

    /// Begins a multipart upload.
    InitiateMultipartUpload: POST  Object  ["uploads"] + ["sequential"] => OK, Chooses, Live;
    /// Stores a part.
    UploadPart:             PUT    Object  ["partNumber", "uploadId"] => OK, Inherits, Live;
    /// Stores a part that is copied from an object.
    UploadPartCopy:         PUT    Object  ["partNumber", "uploadId"] if "x-oss-copy-source" => OK, Inherits, Live;
    /// Makes the parts an object.
    CompleteMultipartUpload: POST  Object  ["uploadId"] + ["callback", "callback-var"] => OK, Inherits, Live;
    /// Forgets the parts.
    AbortMultipartUpload:   DELETE Object  ["uploadId"]   => NO_CONTENT, No, Live;
    /// Lists the parts.
    ListParts:              GET    Object  ["uploadId"]   => OK, No, Live;
}

impl OperationId {
    /// The operation's row.
    pub fn spec(self) -> &'static Spec {
        // Rows stand in the order of the enum; `rows_stand_in_enum_order` holds us to it.
        &TABLE[self as usize]
    }

    /// Finds the row a request belongs to: of those whose selectors are all present, the one with most.
    ///
    /// `has` tells whether the query carries a name, `has_header` whether the headers do.
    pub fn resolve(
        method: &Method,
        target: Target,
        has: impl Fn(&str) -> bool,
        has_header: impl Fn(&str) -> bool,
    ) -> Option<Self> {
        TABLE
            .iter()
            .filter(|row| row.method == *method && row.target == target)
            .filter(|row| row.selectors.iter().all(|name| has(name)) && row.header.is_none_or(&has_header))
            .max_by_key(|row| (row.selectors.len(), row.header.is_some()))
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
                seen.insert((row.method.clone(), format!("{:?}", row.target), selectors, row.header)),
                "{} is ambiguous",
                row.name
            );
        }
    }

    #[test]
    fn every_selector_is_signed() {
        for row in TABLE {
            for selector in row.selectors {
                let ordinary = *selector == "list-type";
                assert!(ordinary || subresource::is_signed(selector), "{}: {selector}", row.name);
            }
        }
    }

    #[test]
    fn the_most_selective_row_wins() {
        let find = |method: Method, target, names: &[&str]| {
            OperationId::resolve(&method, target, |name| names.contains(&name), |name| names.contains(&name))
        };
        assert_eq!(find(Method::PUT, Target::Bucket, &[]), Some(OperationId::PutBucket));
        assert_eq!(
            find(Method::PUT, Target::Bucket, &["encryption"]),
            Some(OperationId::PutBucketEncryption)
        );
        assert_eq!(find(Method::PATCH, Target::Bucket, &[]), None);
        assert_eq!(find(Method::GET, Target::Bucket, &[]), Some(OperationId::ListObjects));
        assert_eq!(find(Method::GET, Target::Bucket, &["list-type"]), Some(OperationId::ListObjectsV2));
        assert_eq!(find(Method::PUT, Target::Object, &[]), Some(OperationId::PutObject));
        let copied = &["x-oss-copy-source"];
        assert_eq!(find(Method::PUT, Target::Object, copied), Some(OperationId::CopyObject));
        let part = &["uploadId", "partNumber"];
        assert_eq!(find(Method::PUT, Target::Object, part), Some(OperationId::UploadPart));
    }

    /// `docs/operations.md` is this table, for people. `UPDATE_DOCS=1 cargo test -p oss-protocol` rewrites it.
    #[test]
    fn the_page_of_operations_is_the_table() {
        let mut page = String::from(
            "# Operations\n\nGenerated from `crates/oss-protocol/src/operation.rs`; a test compares the two.\n\
             *Encryption header*: whether `x-oss-server-side-encryption` may ride on the request; *inherited*: the beginning of the multipart upload chose.\n\
             *Known from*: `live` where an official SDK's test asserts it against the real service, else `documented`.\n\n\
             | operation | request | also | success | encryption header | known from |\n| --- | --- | --- | --- | --- | --- |\n",
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
            let sse = match row.encrypts {
                Encrypts::Chooses => "yes",
                Encrypts::Inherits => "inherited",
                Encrypts::No => "refused",
            };
            let success: Vec<_> = row.success.iter().map(|status| status.as_u16().to_string()).collect();
            writeln!(
                page,
                "| {} | `{} {path}{query}{}`{} | {} | {} | {sse} | {evidence} |",
                row.name,
                row.method,
                row.selectors.join("&"),
                row.header.map(|header| format!(" with `{header}`")).unwrap_or_default(),
                row.parameters.join(", "),
                success.join(", ")
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
