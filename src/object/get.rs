//! Objects are read: into memory, into a file, piece by piece.

use crate::{
    body::BodyReader,
    client::Oss,
    client_encryption::OpenerOption,
    content::Content,
    error::invalid,
    options::Options,
    result::NormalResponse,
    settle::Ticket,
    sse::{Told, told},
    value::ObjectKey,
};
use http::StatusCode;
use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_client::{Incoming, Parallel, ops::object::GetObject};
use std::sync::Arc;

/// A condition that does not hold is an answer like others, as in ali-oss.
const ALSO: &[StatusCode] = &[StatusCode::NOT_MODIFIED];

/// What the calls that read objects may say.
#[napi(object, object_to_js = false)]
#[derive(Default)]
pub struct GetOptions {
    /// What the service makes of the object before it answers: `x-oss-process`.
    pub process: Option<String>,
    /// How many connections `get` may take for one object, into memory or a file; 8 by default, 1 reads it as it comes. The service
    /// limits each connection. What is processed, packed on the way or under `x-oss-traffic-limit` takes one.
    pub parallel: Option<f64>,
    /// How many bytes each of them asks for at a time, 102400 at least; 8 MiB by default. Smaller objects than two parts take one
    /// connection.
    pub part_size: Option<f64>,
    /// Whether what has come of a large object stays beside the file when `get` into a file fails, under the name `.….partial`: the same
    /// call goes on from there, in another process too, if the object is still the same.
    pub resumable: Option<bool>,
    /// Finds the data key of what a client encrypted, by the answer's headers.
    #[napi(skip_typescript)]
    pub opener: Option<OpenerOption>,
    /// Of an `OSS.EncryptionClient` in place of its own: whether nothing is given out that is not authenticated.
    pub authenticate: Option<bool>,
}

/// As an upload's.
const MIN_PART_SIZE: u64 = 100 << 10;

impl GetOptions {
    fn parallel(&self) -> Result<Parallel> {
        let whole = |name, value: Option<f64>, least: u64, default| match value {
            None => Ok(default),
            Some(value) if value >= least as f64 && value.fract() == 0.0 => Ok(value as u64),
            Some(value) => {
                Err(invalid(&format!("{name} must be a whole number, {least} at least, not {value}")))
            }
        };
        let Parallel { connections, part_size } = Parallel::default();
        Ok(Parallel {
            connections: whole("parallel", self.parallel, 1, connections as u64)? as usize,
            part_size: whole("partSize", self.part_size, MIN_PART_SIZE, part_size)?,
        })
    }
}

/// An object in memory.
///
/// @internal
#[napi(object, object_from_js = false)]
pub struct InMemory {
    /// The answer.
    pub res: NormalResponse,
    /// The object.
    pub content: Content,
    /// How it is encrypted.
    pub sse: Told,
}

/// An object in a file.
///
/// @internal
#[napi(object, object_from_js = false)]
pub struct InFile {
    /// The answer.
    pub res: NormalResponse,
    /// How it is encrypted.
    pub sse: Told,
}

/// An object on its way.
///
/// @internal
#[napi(object, object_from_js = false)]
pub struct OnItsWay {
    /// The answer.
    pub res: NormalResponse,
    /// The object.
    pub reader: BodyReader,
    /// How it is encrypted.
    pub sse: Told,
}

fn request(options: Option<Options<GetOptions>>) -> Result<oss_client::Options> {
    let Options { own, mut request } = options.unwrap_or_default();
    request.parallel = own.parallel()?;
    request.resumable = own.resumable.unwrap_or_default();
    let authenticate = own.authenticate.unwrap_or_default();
    request.opener = own.opener.map(|opener| opener.opener(authenticate));
    if let Some(process) = own.process {
        request.parameters.set("x-oss-process", process);
    }
    request.accept = ALSO;
    Ok(request)
}

#[napi]
impl Oss {
    /// Reads an object into memory.
    #[napi(catch_unwind, skip_typescript)]
    pub fn get(&self, name: ObjectKey, options: Option<Options<GetOptions>>) -> Result<Ticket> {
        let request = request(options)?;
        let get = GetObject { bucket: self.bucket_of(&request)?, key: name.0 };
        self.call_then(get, request, Incoming::collect, |content, response, _| {
            Ok(InMemory { res: response.into(), content: Content(content), sse: told(response) })
        })
    }

    /// Reads an object into a file, which is there when it is complete.
    #[napi(catch_unwind, skip_typescript)]
    pub fn get_file(
        &self,
        name: ObjectKey,
        path: String,
        options: Option<Options<GetOptions>>,
    ) -> Result<Ticket> {
        let request = request(options)?;
        let get = GetObject { bucket: self.bucket_of(&request)?, key: name.0 };
        self.call_then(
            get,
            request,
            move |incoming| incoming.save(path.clone()),
            |_, response, _| Ok(InFile { res: response.into(), sse: told(response) }),
        )
    }

    /// Reads an object piece by piece.
    #[napi(catch_unwind, skip_typescript)]
    pub fn get_stream(&self, name: ObjectKey, options: Option<Options<GetOptions>>) -> Result<Ticket> {
        let request = request(options)?;
        let get = GetObject { bucket: self.bucket_of(&request)?, key: name.0 };
        self.call_then(get, request, Incoming::unlocked, |incoming, response, settlements| {
            let reader = BodyReader::new(incoming, Arc::clone(settlements));
            Ok(OnItsWay { res: response.into(), reader, sse: told(response) })
        })
    }
}
