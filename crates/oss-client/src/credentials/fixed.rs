//! Credentials that are there already, where a source is asked for.

use super::{Fetch, Granted, Source};

/// Credentials that are there already.
#[derive(Clone, Debug)]
pub struct FixedSource(pub Granted);

impl Source for FixedSource {
    fn fetch(&self) -> Fetch<'_> {
        Box::pin(async { Ok(self.0.clone()) })
    }
}
