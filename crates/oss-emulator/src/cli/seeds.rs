//! Objects that a server has from the beginning.

use super::{
    Failure,
    apply::account_of,
    file::{File, Seed},
    signed::{Signed, refusal},
};
use crate::{Config, Server};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use futures_util::stream;
use http::{Method, StatusCode, header::CONTENT_TYPE};
use http_body::Frame;
use http_body_util::{BodyExt, Full, StreamBody, combinators::UnsyncBoxBody};
use oss_protocol::mime;
use std::{
    fs, io,
    path::{Path, PathBuf},
};
use tokio::io::AsyncReadExt;

/// So much of a file is read at once.
const PIECE: usize = 256 << 10;

/// What an object is made of.
enum Content {
    Bytes(Vec<u8>),
    File(PathBuf),
}

/// Puts the objects that a file names and that are not there.
pub(super) async fn plant(file: &File, server: &Server, config: &Config) -> Result<(), Failure> {
    for seed in &file.seeds {
        let named = |e: &dyn std::fmt::Display| format!("seed of {}: {e}", seed.bucket);
        for (key, content) in contents(seed, &file.home).map_err(|e| named(&e))? {
            let put = put(seed, &key, content, server, config).await;
            put.map_err(|e| named(&format!("{key}: {e}")))?;
        }
    }
    Ok(())
}

/// The keys that a seed stands for, and what they hold.
fn contents(seed: &Seed, home: &Path) -> Result<Vec<(String, Content)>, Failure> {
    let content = match (&seed.text, &seed.base64, &seed.file, &seed.folder) {
        (Some(text), None, None, None) => Content::Bytes(text.clone().into()),
        (None, Some(text), None, None) => {
            Content::Bytes(STANDARD.decode(text).map_err(|e| format!("base64: {e}"))?)
        }
        (None, None, Some(file), None) => Content::File(home.join(file)),
        (None, None, None, Some(folder)) => match &seed.key {
            None => {
                return below(&home.join(folder), &seed.prefix)
                    .map_err(|e| format!("{}: {e}", folder.display()).into());
            }
            Some(_) => return Err(Failure::said("a folder takes a prefix in place of a key")),
        },
        _ => return Err(Failure::said("takes one of text, base64, file and folder")),
    };
    let key = seed.key.clone().ok_or_else(|| Failure::said("takes a key"))?;
    Ok(vec![(key, content)])
}

/// All files below a folder. Links are passed over, but for the folder itself.
fn below(folder: &Path, prefix: &str) -> io::Result<Vec<(String, Content)>> {
    let mut found = Vec::new();
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            found.extend(below(&entry.path(), &format!("{name}/"))?);
        } else if kind.is_file() {
            found.push((name, Content::File(entry.path())));
        }
    }
    Ok(found)
}

async fn put(
    seed: &Seed,
    key: &str,
    content: Content,
    server: &Server,
    config: &Config,
) -> Result<(), Failure> {
    let now = server.service().now();
    let account = account_of(seed.access_key_id.as_deref(), config)?;
    let (length, body) = body(content).await?;
    let mut headers: Vec<_> =
        seed.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    // As clients tell it, by the name.
    let content_type = mime::content_type(None, &[key]);
    if let Some(content_type) = &content_type
        && !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(CONTENT_TYPE.as_str()))
    {
        headers.push((CONTENT_TYPE.as_str(), content_type));
    }
    let mut request = Signed {
        method: Method::HEAD,
        bucket: &seed.bucket,
        key: Some(key),
        query: "",
        headers: Vec::new(),
        length: 0,
    };
    let there = request.ask(server, account, now, Full::<Bytes>::default()).await?;
    if there.status().is_success() {
        return Ok(());
    }
    request.method = Method::PUT;
    request.headers = headers;
    request.length = length;
    let response = request.ask(server, account, now, body).await?;
    match response.status() {
        StatusCode::OK => Ok(()),
        _ => Err(Failure::Said(refusal(response).await)),
    }
}

type Stored = UnsyncBoxBody<Bytes, io::Error>;

async fn body(content: Content) -> Result<(u64, Stored), Failure> {
    let path = match content {
        Content::Bytes(bytes) => {
            let length = bytes.len() as u64;
            return Ok((
                length,
                Full::new(Bytes::from(bytes)).map_err(|never| match never {}).boxed_unsync(),
            ));
        }
        Content::File(path) => path,
    };
    let named = |e: io::Error| format!("{}: {e}", path.display());
    let file = tokio::fs::File::open(&path).await.map_err(named)?;
    let length = file.metadata().await.map_err(named)?.len();
    let pieces = stream::try_unfold(file, |mut file| async move {
        let mut piece = Vec::with_capacity(PIECE);
        let read = file.read_buf(&mut piece).await?;
        Ok((read > 0).then(|| (Frame::data(Bytes::from(piece)), file)))
    });
    Ok((length, StreamBody::new(pieces).boxed_unsync()))
}
