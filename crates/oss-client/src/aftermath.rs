//! What the service says to a repetition, where nobody knows whether it acted on the attempt before.
//!
//! Every operation may be sent again: it either does the same once more, or the service itself refuses a second one.
//! Such a refusal may mean that the first one was done, and it is looked at whether it was.

use crate::{
    Answer, Client, Error, Options, Payload, Response,
    erased::Erased,
    ops::{
        Proof,
        object::{GetObject, HeadObject},
    },
    outgoing::Meter,
    retry::RetryState,
};
use http::{
    HeaderMap, HeaderValue,
    header::{CONTENT_LENGTH, RANGE},
};
use http_body_util::BodyExt;
use oss_protocol::header;
use std::sync::Arc;

/// Length and checksum of what was sent.
type Sum = (u64, u64);

impl Client {
    /// The answer of an operation that an earlier attempt has done, if `refusal` means that; else the refusal.
    pub(crate) async fn aftermath(
        &self,
        run: &dyn Erased,
        options: &Options,
        refusal: Error,
    ) -> Result<Response, Error> {
        let Some(proof) = refusal.code().and_then(|code| run.proof(code)) else { return Err(refusal) };
        let response = match proof {
            Proof::Refusal => refusal.response().map(Response::without_body),
            _ => self.evidence(run, options, proof).await?,
        };
        let Some(mut response) = response else { return Err(refusal) };
        match run.parse(&mut response).await {
            Ok(()) => Ok(response),
            Err(_) => Err(refusal),
        }
    }

    /// What the service says of the object, if that is what was sent.
    ///
    /// # Errors
    /// When it cannot be asked now: then nobody knows, and the refusal would say too much.
    async fn evidence(
        &self,
        run: &dyn Erased,
        options: &Options,
        proof: Proof,
    ) -> Result<Option<Response>, Error> {
        let request = self.build(run, options);
        let bucket = request.bucket.unwrap_or_default();
        let key = request.key.unwrap_or_default();
        // With the call's limits, and without what it said of the object.
        let ask = Options {
            timeout: options.timeout,
            connect_timeout: options.connect_timeout,
            ..Options::default()
        };
        let head = HeadObject { bucket: bucket.clone(), key: key.clone() };
        let Some(Answer { response: found, .. }) = self.insist(|| self.attempt(&head, &ask)).await? else {
            return Ok(None);
        };
        let length = found.number(CONTENT_LENGTH);
        let crc = found.number(header::X_OSS_HASH_CRC64ECMA);
        let (Some(length), Some(crc)) = (length, crc) else { return Ok(None) };
        let is_ours = match proof {
            Proof::Refusal => false,
            Proof::Checksum(sent) => sent == Some(crc),
            Proof::Object => sum(&request.body).await == Some((length, crc)),
            Proof::Tail { position } => match sum(&request.body).await {
                Some(sent @ (1.., _)) if length >= position.saturating_add(sent.0) => {
                    let end = position + sent.0 - 1;
                    self.sum_of_range(&GetObject { bucket, key }, position, end, &ask).await? == Some(sent)
                }
                _ => false,
            },
        };
        Ok(is_ours.then_some(found))
    }

    async fn sum_of_range(
        &self,
        object: &GetObject,
        start: u64,
        end: u64,
        ask: &Options,
    ) -> Result<Option<Sum>, Error> {
        let Ok(range) = HeaderValue::from_str(&format!("bytes={start}-{end}")) else { return Ok(None) };
        let ask = &Options { headers: HeaderMap::from_iter([(RANGE, range)]), ..ask.clone() };
        let read = || async move {
            let mut incoming = self.attempt(object, ask).await?.output;
            if incoming.length() != Some(end - start + 1) {
                return Ok(None);
            }
            while incoming.next().await?.is_some() {}
            Ok(Some((incoming.received(), incoming.crc64())))
        };
        Ok(self.insist(read).await?.flatten())
    }

    /// Asks until there is an answer; nothing where that is a refusal.
    ///
    /// # Errors
    /// When what passes has not passed after as many attempts as a call has.
    async fn insist<T, F>(&self, ask: impl Fn() -> F + Send + Sync) -> Result<Option<T>, Error>
    where
        F: Future<Output = Result<T, Error>> + Send,
    {
        let mut state = RetryState::new(self.retry(&Options::default()));
        loop {
            state.begin();
            match ask().await {
                Ok(value) => return Ok(Some(value)),
                Err(error) if state.again(self, &error, true).await => {}
                Err(error) if error.is_refusal() => return Ok(None),
                Err(error) => return Err(error),
            }
        }
    }
}

async fn sum(body: &Payload) -> Option<Sum> {
    let meter = Arc::new(Meter::default());
    let mut outgoing = body.open(Arc::clone(&meter)).ok()?;
    while let Some(frame) = outgoing.frame().await {
        frame.ok()?;
    }
    Some((meter.moved(), meter.crc64()))
}
