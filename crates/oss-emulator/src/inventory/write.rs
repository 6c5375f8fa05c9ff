//! An inventory written: all its files appear at once, or none.

use super::{
    columns::{self, Row},
    files::{File, Files},
    rule,
    scan::Scan,
};
use crate::{
    kms,
    reason::{Reason, Refusal},
    store::{Bucket, Draft, Store, Versioning},
};
use md5::{Digest, Md5};
use oss_protocol::{
    date::Timestamp,
    encryption::{EncryptionRule, EncryptionSettings},
    inventory::{BUCKET_PREFIX, InventoryConfiguration},
};
use serde::Serialize;

/// So many rows a file has at most.
const ROWS_PER_FILE: usize = 100_000;
/// So many versions are looked at before others may be served.
const PAGE: usize = 1_000;

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Written {
    /// The bucket it is in.
    pub(crate) bucket: String,
    /// The key of its manifest.
    pub(crate) manifest: String,
    /// The keys of its files.
    pub(crate) files: Vec<String>,
}

/// Writes the inventory of a rule now. Memory for a page of objects is used, however many there are.
pub(crate) async fn write(store: &Store, bucket: &str, id: &str, now: u64) -> Result<Written, Refusal> {
    write_in_files(store, bucket, id, now, ROWS_PER_FILE).await
}

pub(super) async fn write_in_files(
    store: &Store,
    bucket: &str,
    id: &str,
    now: u64,
    rows_per_file: usize,
) -> Result<Written, Refusal> {
    let source = store.bucket(bucket)?;
    let rule = source.inventory(id)?.ok_or(Reason::NoSuchInventory)?;
    let (name, destination) = destination(store, &source, &rule)?;
    let settings = settings(&rule, &destination)?;
    let place = place(&rule, bucket);
    let files = scan(store, (bucket, &source), &rule, settings.as_ref(), &place, rows_per_file).await?;
    let folder = format!("{place}{}/", minute(now));
    let manifest = manifest(&rule, bucket, name, now, &files)?;
    let checksum = crate::handlers::object::hex(&Md5::digest(&manifest));
    let written = Written {
        bucket: name.to_owned(),
        manifest: format!("{folder}manifest.json"),
        files: files.iter().map(|file| file.key.clone()).collect(),
    };
    let last = [("manifest.json", manifest), ("manifest.checksum", checksum.into_bytes())];
    let mut all = files;
    for (file, bytes) in last {
        all.push(File::of(store, settings.as_ref(), format!("{folder}{file}"), bytes)?);
    }
    let (bucket, id, name) = (bucket.to_owned(), id.to_owned(), name.to_owned());
    let change = move |draft: &mut Draft<'_, '_>| {
        let owner = draft.bucket(&name)?.owner;
        for file in all {
            let object = file.object(now, &owner);
            let segments = draft.adopt(file.sealed.segment).into_iter().collect();
            draft.put_object(&name, &file.key, crate::store::Object { segments, ..object }, false)?;
        }
        let mut source = draft.bucket(&bucket)?;
        source.inventory_written(&id, now);
        draft.set_bucket(&bucket, Some(&source))
    };
    store.change(change).await?;
    Ok(written)
}

/// The bucket that a rule writes into: one of the same owner.
fn destination<'r>(
    store: &Store,
    source: &Bucket,
    rule: &'r InventoryConfiguration,
) -> Result<(&'r str, Bucket), Refusal> {
    let text = &rule.destination.bucket.bucket;
    let name = text.strip_prefix(BUCKET_PREFIX).unwrap_or(text);
    let bucket = store.bucket(name).map_err(|refusal| refusal.with("BucketName", name))?;
    if bucket.owner == source.owner { Ok((name, bucket)) } else { Err(Reason::NotYours.into()) }
}

/// How the files are encrypted: as the rule says, else as the bucket they are in.
fn settings(
    rule: &InventoryConfiguration,
    destination: &Bucket,
) -> Result<Option<EncryptionSettings>, Refusal> {
    match rule::encryption(rule) {
        Some(settings) => Ok(Some(settings)),
        None => Ok(destination.setting::<EncryptionRule>()?.map(|rule| rule.default)),
    }
}

/// What the keys of all files of a rule begin with.
fn place(rule: &InventoryConfiguration, bucket: &str) -> String {
    let prefix = rule.destination.bucket.prefix.as_deref().unwrap_or_default().trim_end_matches('/');
    let separator = if prefix.is_empty() { "" } else { "/" };
    format!("{prefix}{separator}{bucket}/{}/", rule.id)
}

/// `2020-05-17T16-00Z`
fn minute(now: u64) -> String {
    let text = Timestamp::from_secs(now / 1_000).iso8601();
    let mut parts = text.splitn(3, ':');
    format!("{}-{}Z", parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
}

async fn scan(
    store: &Store,
    (bucket, source): (&str, &Bucket),
    rule: &InventoryConfiguration,
    settings: Option<&EncryptionSettings>,
    place: &str,
    rows_per_file: usize,
) -> Result<Vec<File>, Refusal> {
    let columns = rule::columns(rule)?;
    let versioned = source.versioning()? != Versioning::Off;
    let id = kms::random_id().map_err(|e| {
        Refusal::from(Reason::InternalError).saying(format!("The inventory cannot be named: {e}"))
    })?;
    let mut files = Files::new(store, settings, format!("{place}data/{id}"), rows_per_file);
    let view = store.view()?;
    let mut scan = Scan::new(&view, bucket, rule);
    while let Some(found) = scan.next(PAGE.min(rows_per_file))? {
        let mut lines = String::new();
        for found in &found {
            let row = Row { bucket, key: &found.key, object: &found.object, latest: found.latest, versioned };
            columns::write(&columns, &row, &mut lines);
        }
        if !found.is_empty() {
            files.write(lines, found.len()).await?;
        }
    }
    files.finish().await
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Manifest<'a> {
    creation_timestamp: String,
    destination_bucket: &'a str,
    file_format: &'a str,
    file_schema: String,
    files: Vec<ManifestFile<'a>>,
    source_bucket: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
struct ManifestFile<'a> {
    #[serde(rename = "MD5checksum")]
    md5: String,
    key: &'a str,
    size: u64,
}

fn manifest(
    rule: &InventoryConfiguration,
    source_bucket: &str,
    destination_bucket: &str,
    now: u64,
    files: &[File],
) -> Result<Vec<u8>, Refusal> {
    let names: Vec<_> = rule::columns(rule)?.into_iter().map(columns::Column::name).collect();
    let manifest = Manifest {
        creation_timestamp: (now / 1_000).to_string(),
        destination_bucket,
        file_format: "CSV",
        file_schema: names.join(", "),
        files: files
            .iter()
            .map(|file| ManifestFile { md5: file.md5(), key: &file.key, size: file.sealed.length })
            .collect(),
        source_bucket,
        version: "2019-09-01",
    };
    serde_json::to_vec_pretty(&manifest).map_err(|e| {
        Refusal::from(Reason::InternalError).saying(format!("The manifest cannot be written: {e}"))
    })
}
