//! Every method of `OSS` is this function with another operation and another shape.

use crate::{
    client::Oss,
    error,
    panics::{self, Place},
    settle::{self, Settlements, Ticket, Work},
};
use napi::bindgen_prelude::*;
use oss_client::{Answer, ErrorKind, Response, ops::Operation};
use oss_protocol::xml::Element;
use std::sync::Arc;

impl Oss {
    /// Runs `operation`. `shape` makes the result off the JavaScript thread.
    pub(crate) fn call<O, T>(
        &self,
        operation: O,
        options: oss_client::Options,
        shape: fn(O::Output, &Response) -> std::result::Result<T, ErrorKind>,
    ) -> Result<Ticket>
    where
        O: Operation + 'static,
        T: ToNapiValue + Send + 'static,
    {
        self.call_then(
            operation,
            options,
            async |output| Ok(output),
            move |output, response, _| shape(output, response),
        )
    }

    /// Runs `operation`, and then what takes its output further, such as a body into a file. That may be done anew, with a new output.
    pub(crate) fn call_then<O, M, F, T>(
        &self,
        operation: O,
        options: oss_client::Options,
        then: impl Fn(O::Output) -> F + Send + Sync + 'static,
        shape: impl FnOnce(M, &Response, &Arc<Settlements>) -> std::result::Result<T, ErrorKind> + Send + 'static,
    ) -> Result<Ticket>
    where
        O: Operation + 'static,
        M: Send + 'static,
        F: Future<Output = std::result::Result<M, oss_client::Error>> + Send,
        T: ToNapiValue + Send + 'static,
    {
        let (client, settlements) = (self.client.clone(), Arc::clone(&self.settlements));
        let (progress, options) = (options.progress.clone(), Arc::new(options));
        let work: Work = Box::pin(async move {
            panics::on_purpose(Place::Task);
            let shaped = client.send_then(&operation, &options, then).await.and_then(|answer| {
                let Answer { output, response } = answer;
                shape(output, &response, &settlements).map_err(|kind| response.failed(kind))
            });
            match shaped {
                Ok(result) => settle::result(result),
                Err(failure) => settle::failure(move |env| error::to_js(env, &failure)),
            }
        });
        Ok(self.running.start(&self.settlements, progress, work))
    }
}

/// The whole document of an answer, or one of its children.
pub(crate) fn element(response: &Response, child: Option<&str>) -> std::result::Result<Element, ErrorKind> {
    let root = Element::parse(response.body()).map_err(|e| response.malformed(e.to_string()))?;
    match child {
        None => Ok(root),
        Some(name) => {
            root.child(name).cloned().ok_or_else(|| response.malformed(format!("it has no element {name}")))
        }
    }
}
