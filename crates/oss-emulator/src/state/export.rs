//! A state as an archive, made while it is sent.

use super::{ABOUT, About, BLOBS, FORM, KEYS, RECORDS};
use crate::{
    blobs::Blobs,
    body::Pieces,
    store::{Row, Snapshot, Store, Stored, to_json},
    vault::{Segment, sealed_length},
};
use bytes::Bytes;
use std::{
    collections::{HashMap, VecDeque},
    io,
    sync::Arc,
};
use tar::{EntryType, Header};

/// Of a blob so much is read at once.
const PIECE: usize = 1 << 20;
/// Everything in an archive begins at a multiple of this.
const BLOCK: u64 = 512;

/// An archive to be sent.
pub(crate) struct Export {
    blobs: Arc<dyn Blobs>,
    snapshot: Snapshot,
    /// Documents that have not been sent.
    documents: VecDeque<(&'static str, Vec<u8>)>,
    /// Blobs that have not been sent: the record that names them, and how many of it have been.
    record: usize,
    segment: usize,
    /// How the uploads are encrypted whose parts are sent.
    uploads: HashMap<String, bool>,
    /// The blob that is being sent, how much of it has been, and how much there is.
    sending: Option<(Segment, u64, u64)>,
    ended: bool,
}

impl Export {
    /// What a store holds now.
    pub(crate) fn of(store: &Store) -> io::Result<Self> {
        let failed = |refusal: crate::reason::Refusal| io::Error::other(refusal.to_string());
        let snapshot = store.snapshot().map_err(failed)?;
        let about = About { form: FORM, version: env!("CARGO_PKG_VERSION").to_owned() };
        let mut records = Vec::new();
        for (row, stored) in &snapshot.rows {
            records.extend(to_json(row, stored)?);
            records.push(b'\n');
        }
        let documents = [
            (ABOUT, serde_json::to_vec(&about)?),
            (KEYS, serde_json::to_vec(&snapshot.keys)?),
            (RECORDS, records),
        ];
        let upload = |(row, stored): &(Row<String>, Stored)| match (row, stored) {
            (Row::Upload(_, _, id), Stored::Upload(upload)) => {
                Some((id.clone(), upload.encryption.is_some()))
            }
            _ => None,
        };
        let uploads = snapshot.rows.iter().filter_map(upload).collect();
        let blobs = Arc::clone(store.blobs());
        let documents = documents.into();
        Ok(Self { blobs, snapshot, documents, record: 0, segment: 0, uploads, sending: None, ended: false })
    }

    /// The next blob, and whether its bytes are encrypted.
    fn next_blob(&mut self) -> Option<(Segment, bool)> {
        loop {
            let (row, stored) = self.snapshot.rows.get(self.record)?;
            if let Some(segment) = stored.segments().get(self.segment) {
                self.segment += 1;
                let encrypted = match (row, stored) {
                    (_, Stored::Object(object)) => object.encryption.is_some(),
                    (Row::Part(upload, _), _) => self.uploads.get(upload).copied().unwrap_or_default(),
                    _ => false,
                };
                return Some((segment.clone(), encrypted));
            }
            (self.record, self.segment) = (self.record + 1, 0);
        }
    }
}

impl Pieces for Export {
    fn next(&mut self) -> io::Result<Vec<Bytes>> {
        if let Some((segment, sent, length)) = &mut self.sending {
            let wanted = usize::try_from(*length - *sent).unwrap_or(usize::MAX).min(PIECE);
            let bytes = self.blobs.read(segment.blob, *sent, wanted)?;
            if bytes.len() != wanted {
                return Err(io::Error::other(format!("the blob {} is too short", segment.blob)));
            }
            *sent += wanted as u64;
            let mut pieces = vec![bytes];
            if sent == length {
                pieces.extend(padding(*length));
                self.sending = None;
            }
            return Ok(pieces);
        }
        if let Some((name, document)) = self.documents.pop_front() {
            let length = document.len() as u64;
            let mut pieces = vec![header(name, length)?, document.into()];
            pieces.extend(padding(length));
            return Ok(pieces);
        }
        if let Some((segment, encrypted)) = self.next_blob() {
            let length = sealed_length(segment.length, encrypted);
            let head = header(&format!("{BLOBS}{}", segment.blob), length)?;
            self.sending = Some((segment, 0, length));
            return Ok(vec![head]);
        }
        if std::mem::replace(&mut self.ended, true) {
            return Ok(Vec::new());
        }
        Ok(vec![Bytes::from_static(&[0; 2 * BLOCK as usize])]) // the end of an archive
    }
}

fn header(name: &str, length: u64) -> io::Result<Bytes> {
    let mut header = Header::new_ustar();
    header.set_path(name)?;
    header.set_size(length);
    header.set_mode(0o600);
    header.set_mtime(0);
    header.set_entry_type(EntryType::Regular);
    header.set_cksum();
    Ok(Bytes::copy_from_slice(header.as_bytes()))
}

fn padding(length: u64) -> Option<Bytes> {
    static ZEROS: [u8; BLOCK as usize] = [0; BLOCK as usize];
    let rest = usize::try_from(length % BLOCK).unwrap_or_default();
    (rest > 0).then(|| Bytes::from_static(&ZEROS[rest..]))
}
