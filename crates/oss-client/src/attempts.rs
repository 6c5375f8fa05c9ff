//! One call: attempts, until one succeeds or no other can help.

use crate::{
    Answer, Client, Error, ErrorKind, Options, TimeoutKind, clock::Stopwatch, ops::Operation, retry::Retry,
};
use http::{HeaderMap, header::DATE};
use oss_protocol::{OperationId, date::Timestamp, header};
use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

impl Client {
    /// Runs one operation.
    ///
    /// # Errors
    /// When the service refuses, cannot be reached, takes too long or answers what cannot be read.
    pub async fn send<O: Operation>(
        &self,
        operation: O,
        options: Options,
    ) -> Result<Answer<O::Output>, Error> {
        self.send_then(&operation, &options, async |output| Ok(output)).await
    }

    /// Runs one operation, and `then` what takes its output further: an attempt has succeeded when that has too.
    ///
    /// # Errors
    /// As [`send`](Self::send), and those of `then`.
    pub async fn send_then<O: Operation, T: Send, F>(
        &self,
        operation: &O,
        options: &Options,
        then: impl Fn(O::Output) -> F + Send + Sync,
    ) -> Result<Answer<T>, Error>
    where
        F: Future<Output = Result<T, Error>> + Send,
    {
        let stopwatch = Stopwatch::start();
        let made = AtomicU32::new(0);
        let work = self.attempts(operation, options, &then, &made);
        let outcome = match options.total_timeout.or(self.config().total_timeout) {
            None => work.await,
            Some(limit) => tokio::time::timeout(limit, work).await.unwrap_or_else(|_| {
                let kind = ErrorKind::Timeout { kind: TimeoutKind::Total, limit };
                let (bucket, url) = self.place_of(operation, options);
                Err(Error::new(kind, O::ID, bucket, url))
            }),
        };
        outcome.map_err(|error| error.after(made.into_inner(), stopwatch.elapsed()))
    }

    async fn attempts<O: Operation, T: Send, F>(
        &self,
        operation: &O,
        options: &Options,
        then: &(impl Fn(O::Output) -> F + Send + Sync),
        made: &AtomicU32,
    ) -> Result<Answer<T>, Error>
    where
        F: Future<Output = Result<T, Error>> + Send,
    {
        let retry = self.retry(options);
        // Whether an attempt failed of which nobody knows if the service acted.
        let mut doubt = false;
        // Whether other credentials were tried already. That is no repetition of the kind that is counted.
        let mut renewed = false;
        loop {
            let so_far = made.fetch_add(1, Ordering::Relaxed) + 1;
            let offset = self.offset();
            let error = match self.attempt_then(operation, options, then).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let error = match error {
                error if !doubt => error,
                error => match self.aftermath(operation, options, error).await {
                    Ok(Answer { output, response }) => {
                        return Ok(Answer { output: then(output).await?, response });
                    }
                    Err(error) => error,
                },
            };
            if error.is_renewable() && !renewed && operation.build().body.is_replayable() {
                renewed = true;
                continue;
            }
            let counted = so_far - u32::from(renewed);
            let Some(pause) = self.pause(operation, options, &retry, &error, counted, offset).await else {
                return Err(error);
            };
            doubt |= error.leaves_doubt();
            tokio::time::sleep(pause).await;
        }
    }

    async fn attempt_then<O: Operation, T, F>(
        &self,
        operation: &O,
        options: &Options,
        then: &(impl Fn(O::Output) -> F + Send + Sync),
    ) -> Result<Answer<T>, Error>
    where
        F: Future<Output = Result<T, Error>> + Send,
    {
        let Answer { mut output, response } = self.attempt(operation, options).await?;
        operation.attach(&mut output, self, options);
        Ok(Answer { output: then(output).await?, response })
    }

    /// How long to wait before the next attempt; nothing where there is to be none. `offset` is that of the clock when the
    /// attempt began.
    async fn pause<O: Operation>(
        &self,
        operation: &O,
        options: &Options,
        retry: &Retry,
        error: &Error,
        made: u32,
        offset: i64,
    ) -> Option<Duration> {
        // Followed even where this call cannot be repeated: the next one has it.
        if !self.follow_clock(error, offset) {
            return None;
        }
        // What took an output further may have asked several times already.
        let repeatable = match error.kind() {
            // It is stored, and the service would refuse to store it again.
            ErrorKind::Inconsistent { .. } => !refuses_a_second(operation, options),
            _ => true,
        };
        if !repeatable || error.attempts() > 0 || !operation.build().body.is_replayable() {
            return None;
        }
        let now = self.time();
        let pause = retry.pause(error, made, now, fastrand::f64())?;
        retry.allows(error).await.then_some(pause)
    }

    /// How often a call is attempted.
    pub(crate) fn retry(&self, options: &Options) -> Retry {
        let retry = self.config().retry.clone();
        Retry { attempts: options.attempts.unwrap_or(retry.attempts), ..retry }
    }

    /// The time that requests are signed with: the clock's, and what the service was found to differ by.
    pub(crate) fn time(&self) -> Timestamp {
        let now = Timestamp::from((self.config().clock)());
        Timestamp::from_secs(now.as_secs().saturating_add_signed(self.offset()))
    }

    /// By how many seconds the service was found to differ.
    pub(crate) fn offset(&self) -> i64 {
        self.shared.offset.load(Ordering::Relaxed)
    }

    /// Takes the service's time from a refusal that is about time. `false`: that is no use, for the attempt, which began with
    /// `offset`, had it already, or it is not told. Others may have learned it meanwhile: calls that begin together are refused
    /// together.
    pub(crate) fn follow_clock(&self, error: &Error, offset: i64) -> bool {
        error.code() != Some("RequestTimeTooSkewed") || self.learn_offset(error, offset)
    }

    fn learn_offset(&self, error: &Error, attempted: i64) -> bool {
        let theirs = error.response().and_then(|response| response.header(DATE));
        let Some(theirs) = theirs.and_then(Timestamp::parse_rfc1123) else { return false };
        let ours = Timestamp::from((self.config().clock)());
        let difference =
            |a: Timestamp, b: Timestamp| i64::try_from(a.as_secs()).ok()?.checked_sub_unsigned(b.as_secs());
        let Some(offset) = difference(theirs, ours) else { return false };
        self.shared.offset.store(offset, Ordering::Relaxed);
        attempted.abs_diff(offset) > 1
    }
}

/// Whether the service takes the same request only once.
fn refuses_a_second<O: Operation>(operation: &O, options: &Options) -> bool {
    let forbids = |headers: &HeaderMap| {
        headers
            .get(header::X_OSS_FORBID_OVERWRITE)
            .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"true"))
    };
    O::ID == OperationId::AppendObject || forbids(&options.headers) || forbids(&operation.build().headers)
}

#[cfg(test)]
mod tests;
