//! An archive taken in. Nothing changes before all of it has been read and found sound: every blob is opened, and sealed anew
//! under a name of its own, so none can take the place of what is here.

use super::{ABOUT, About, BLOBS, FORM, ImportError, KEYS, RECORDS};
use crate::{
    blobs::{BlobId, Blobs, Loose},
    incoming::Incoming,
    kms::{Encryption, Keys},
    store::{Row, Rows, Store, Stored, check, from_json},
    vault::{self, Segment, sealed_length},
};
use bytes::{Buf, Bytes};
use std::{
    collections::HashMap,
    io::{self, BufRead, BufReader, Read},
    sync::Arc,
};
use tar::Archive;
use tokio::{sync::mpsc, task::spawn_blocking};

/// A line of the records may be so long; so may `keys.json` and `oss-emulator.json`.
const MAX_DOCUMENT: u64 = 16 << 20;

/// Takes in the archive that a request brings, in the place of all that there is. A failure changes nothing.
pub(crate) async fn import(store: &Store, incoming: &mut Incoming) -> Result<(), ImportError> {
    let (send, receive) = mpsc::channel(4);
    let blobs = Arc::clone(store.blobs());
    let reading = spawn_blocking(move || read(Coming { receive, piece: Bytes::new() }, &blobs));
    let mut broken = None;
    loop {
        match incoming.next().await {
            Ok(Some(bytes)) => {
                if send.send(Ok(bytes)).await.is_err() {
                    break; // It is not wanted any more: what is wrong with it is known.
                }
            }
            Ok(None) => break,
            Err(refusal) => {
                broken = Some(refusal);
                let _ = send.send(Err(io::ErrorKind::UnexpectedEof.into())).await;
                break;
            }
        }
    }
    drop(send);
    let read = reading.await.map_err(io::Error::other)?;
    if let Some(refusal) = broken {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, refusal.to_string()).into());
    }
    let Taken { rows, keys, blobs } = read?;
    store.replace(rows, &keys, blobs).await.map_err(|refusal| ImportError::Store(refusal.to_string()))
}

/// What an archive holds.
struct Taken {
    rows: Rows,
    keys: Keys,
    blobs: Vec<Loose>,
}

fn read(coming: impl Read, blobs: &Arc<dyn Blobs>) -> Result<Taken, ImportError> {
    let unsound = |how: &str| ImportError::Unsound(how.to_owned());
    let mut archive = Archive::new(coming);
    let mut entries = archive.entries()?;
    let mut next = |name: &str| -> Result<_, ImportError> {
        let entry = entries.next().transpose().map_err(|e| unsound(&e.to_string()))?;
        let entry = entry.ok_or_else(|| ImportError::Unsound(format!("{name} is missing")))?;
        let is = entry.path_bytes() == name.as_bytes();
        is.then_some(entry).ok_or_else(|| ImportError::Unsound(format!("{name} is not where it should be")))
    };
    let about: About = document(next(ABOUT)?)?;
    if about.form != FORM {
        return Err(ImportError::Unsound(format!(
            "form {} is of another version, {}",
            about.form, about.version
        )));
    }
    let keys: Keys = document(next(KEYS)?)?;
    let mut rows = records(next(RECORDS)?)?;
    check(&rows).map_err(ImportError::Unsound)?;
    let wanted = wanted(&rows);
    let mut taken: HashMap<BlobId, (Segment, Loose)> = HashMap::new();
    for entry in entries {
        let mut entry = entry.map_err(|e| unsound(&e.to_string()))?;
        let path = entry.path_bytes().into_owned();
        let id = std::str::from_utf8(&path).ok().and_then(|path| BlobId::parse(path.strip_prefix(BLOBS)?));
        let (segment, encryption) =
            id.and_then(|id| wanted.get(&id)).ok_or_else(|| unsound("it holds what no record names"))?;
        if entry.size() != sealed_length(segment.length, encryption.is_some()) {
            return Err(ImportError::Unsound(format!(
                "the blob {} is not as long as it should be",
                segment.blob
            )));
        }
        let cipher = keys.cipher(*encryption).map_err(|refusal| ImportError::Unsound(refusal.to_string()))?;
        let sealed = vault::reseal(&mut entry, &cipher, segment, blobs)?;
        if let Some(sealed) = sealed.segment {
            taken.insert(segment.blob, sealed);
        }
    }
    for (_, stored) in &mut rows {
        for segment in stored.segments_mut() {
            let missing = || ImportError::Unsound(format!("the blob {} is missing", segment.blob));
            *segment = taken.get(&segment.blob).ok_or_else(missing)?.0.clone();
        }
    }
    Ok(Taken { rows, keys, blobs: taken.into_values().map(|(_, loose)| loose).collect() })
}

fn document<T: serde::de::DeserializeOwned>(entry: impl Read) -> Result<T, ImportError> {
    serde_json::from_reader(BufReader::new(entry.take(MAX_DOCUMENT)))
        .map_err(|e| ImportError::Unsound(e.to_string()))
}

fn records(entry: impl Read) -> Result<Rows, ImportError> {
    let mut lines = BufReader::new(entry);
    let mut rows = Vec::new();
    let mut line = Vec::new();
    loop {
        line.clear();
        if (&mut lines).take(MAX_DOCUMENT).read_until(b'\n', &mut line)? == 0 {
            return Ok(rows);
        }
        rows.push(from_json(&line).map_err(ImportError::Unsound)?);
    }
}

/// The blobs that records name, with how they are encrypted.
fn wanted(rows: &Rows) -> HashMap<BlobId, (Segment, Option<&Encryption>)> {
    let uploads: HashMap<&str, Option<&Encryption>> = rows
        .iter()
        .filter_map(|(row, stored)| match (row, stored) {
            (Row::Upload(_, _, id), Stored::Upload(upload)) => {
                Some((id.as_str(), upload.encryption.as_ref()))
            }
            _ => None,
        })
        .collect();
    let mut wanted = HashMap::new();
    for (row, stored) in rows {
        let encryption = match (row, stored) {
            (_, Stored::Object(object)) => object.encryption.as_ref(),
            (Row::Part(id, _), _) => uploads.get(id.as_str()).copied().flatten(),
            _ => None,
        };
        wanted.extend(stored.segments().iter().map(|segment| (segment.blob, (segment.clone(), encryption))));
    }
    wanted
}

/// The bytes of a request, read by a thread that may wait for them.
struct Coming {
    receive: mpsc::Receiver<io::Result<Bytes>>,
    piece: Bytes,
}

impl Read for Coming {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.receive.blocking_recv() {
                Some(piece) => self.piece = piece?,
                None => return Ok(0),
            }
        }
        let length = self.piece.len().min(buffer.len());
        self.piece.copy_to_slice(&mut buffer[..length]);
        Ok(length)
    }
}
