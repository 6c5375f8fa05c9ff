//! Whether a failed call may be repeated, as JavaScript says.

use crate::error::{Described, describe};
use napi::{bindgen_prelude::*, threadsafe_function::ThreadsafeFunction};
use oss_client::{Judge, Judgement};
use std::sync::Arc;

/// It does not keep the process alive; the call that waits for it does.
type Ask = ThreadsafeFunction<Described, Promise<bool>, Described, Status, false, true>;

struct Asked(Ask);

/// A judge that asks `function`.
pub(crate) fn asked(function: &Function<'_, Described, Promise<bool>>) -> Result<Arc<dyn Judge>> {
    Ok(Arc::new(Asked(function.build_threadsafe_function().weak::<true>().build()?)))
}

impl Judge for Asked {
    fn allows<'a>(&'a self, error: &'a oss_client::Error) -> Judgement<'a> {
        Box::pin(async move {
            match self.0.call_async(describe(error)).await {
                // What it throws is no permission.
                Ok(promise) => promise.await.unwrap_or(false),
                // JavaScript is going away.
                Err(_) => false,
            }
        })
    }
}
