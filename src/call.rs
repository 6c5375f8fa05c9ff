//! Every method of `OSS` is this function with another operation and another shape.

use crate::{client::Oss, error};
use napi::bindgen_prelude::*;
use oss_client::{ErrorKind, Response, ops::Operation};
use oss_protocol::xml::Element;

impl Oss {
    /// Runs `operation`. `shape` makes the result off the JavaScript thread.
    pub(crate) fn call<'env, O, T>(
        &self,
        env: &'env Env,
        operation: O,
        options: oss_client::Options,
        shape: fn(O::Output, &Response) -> std::result::Result<T, ErrorKind>,
    ) -> Result<PromiseRaw<'env, T>>
    where
        O: Operation + 'static,
        T: ToNapiValue + Send + 'static,
    {
        let client = self.client.clone();
        // On the heap at once: it is moved several times on its way to the runtime, and it is large.
        let run = Box::pin(async move {
            let answer = client.send(operation, options).await?;
            let response = answer.response;
            shape(answer.output, &response).map_err(|kind| response.failed::<O>(kind))
        });
        env.spawn_future_with_callback(async { Ok(run.await) }, |env, outcome| {
            outcome.map_err(|failure| error::to_js(env, &failure))
        })
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
