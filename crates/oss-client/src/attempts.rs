//! One call: attempts, until one succeeds or no other can help.

use crate::{
    Answer, Client, Error, ErrorKind, Options, Response, TimeoutKind,
    clock::Stopwatch,
    erased::{Erased, Run},
    guard::guarded,
    ops::Operation,
    retry::{Retry, RetryState},
};
use http::HeaderMap;
use oss_protocol::{OperationId, header};
use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
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
        self.send_then(&operation, &Arc::new(options), async |output| Ok(output)).await
    }

    /// Runs one operation, and `then` what takes its output further: an attempt has succeeded when that has too.
    ///
    /// # Errors
    /// As [`send`](Self::send), and those of `then`.
    pub async fn send_then<O: Operation, T: Send, F>(
        &self,
        operation: &O,
        options: &Arc<Options>,
        then: impl Fn(O::Output) -> F + Send + Sync,
    ) -> Result<Answer<T>, Error>
    where
        F: Future<Output = Result<T, Error>> + Send,
    {
        let run = Run::new(operation, &then);
        let response = self.perform(&run, options).await?;
        Ok(run.answer(response))
    }

    async fn perform(&self, run: &dyn Erased, options: &Arc<Options>) -> Result<Response, Error> {
        let stopwatch = Stopwatch::start();
        let made = AtomicU32::new(0);
        let failed = |kind, (bucket, url)| Error::new(kind, run.route(), bucket, url);
        let work = pin!(self.attempts(run, options, &made));
        let mut work = guarded(work);
        let outcome = match options.total_timeout.or(self.config().total_timeout) {
            None => work.await,
            Some(limit) => tokio::time::timeout(limit, &mut work).await.unwrap_or_else(|_| {
                let kind = ErrorKind::Timeout { kind: TimeoutKind::Total, limit };
                Ok(Err(failed(kind, self.place_of(run, options))))
            }),
        };
        let outcome = outcome.unwrap_or_else(|panicked| {
            Err(failed(ErrorKind::Panicked(panicked), (options.bucket.clone(), String::new())))
        });
        outcome.map_err(|error| error.after(made.load(Ordering::Relaxed), stopwatch.elapsed()))
    }

    async fn attempts(
        &self,
        run: &dyn Erased,
        options: &Arc<Options>,
        made: &AtomicU32,
    ) -> Result<Response, Error> {
        let mut state = RetryState::new(self.retry(options));
        // Whether an attempt failed of which nobody knows if the service acted.
        let mut doubt = false;
        loop {
            made.fetch_add(1, Ordering::Relaxed);
            state.begin();
            let error = match self.attempt_to_the_end(run, options).await {
                Ok(response) => return Ok(response),
                Err(error) => error,
            };
            let error = match error {
                error if !doubt => error,
                // On the heap, as what follows: seldom needed, and large.
                error => match Box::pin(self.aftermath(run, options, error)).await {
                    Ok(response) => {
                        run.go_on(self, options).await?;
                        return Ok(response);
                    }
                    Err(error) => error,
                },
            };
            if !Box::pin(state.again(self, &error, is_repeatable(run, options, &error))).await {
                return Err(error);
            }
            doubt |= error.leaves_doubt();
        }
    }

    async fn attempt_to_the_end(&self, run: &dyn Erased, options: &Arc<Options>) -> Result<Response, Error> {
        let response = self.try_once(run, options).await?;
        run.go_on(self, options).await?;
        Ok(response)
    }

    /// How often a call is attempted.
    pub(crate) fn retry(&self, options: &Options) -> Retry {
        let retry = self.config().retry.clone();
        Retry { attempts: options.attempts.unwrap_or(retry.attempts), ..retry }
    }
}

/// Whether a call can be made again after `error`.
fn is_repeatable(operation: &dyn Erased, options: &Options, error: &Error) -> bool {
    // It is stored, and the service would refuse to store it again.
    let stored = matches!(error.kind(), ErrorKind::Inconsistent { .. });
    // What took an output further may have asked several times already.
    error.attempts() == 0
        && operation.build().body.is_replayable()
        && !(stored && refuses_a_second(operation, options))
}

/// Whether the service takes the same request only once.
fn refuses_a_second(operation: &dyn Erased, options: &Options) -> bool {
    let forbids = |headers: &HeaderMap| {
        headers
            .get(header::X_OSS_FORBID_OVERWRITE)
            .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"true"))
    };
    operation.route().row() == Some(OperationId::AppendObject)
        || forbids(&options.headers)
        || forbids(&operation.build().headers)
}

#[cfg(test)]
mod tests;
