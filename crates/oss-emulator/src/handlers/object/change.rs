//! A version changed where it is: its ACL, its tags, its restoration.

use super::describe;
use crate::{
    body::Body,
    call::Call,
    reason::Refusal,
    store::{Object, Store, Versioning, check_version_id},
};
use http::Response;

/// The version that was changed, as answers tell it: only in a bucket that has ever kept versions.
pub(super) struct Changed(Option<String>);

impl Changed {
    /// Says on an answer which version was changed.
    pub(super) fn on(&self, mut response: Response<Body>) -> Response<Body> {
        describe::version(self.0.as_deref(), response.headers_mut());
        response
    }
}

/// Changes the version that a request is about. When it was stored is still said to be when it was.
pub(super) async fn change<T: Send + 'static>(
    call: &Call<'_>,
    store: &Store,
    change: impl FnOnce(&mut Object) -> Result<T, Refusal> + Send + 'static,
) -> Result<(T, Changed), Refusal> {
    let (bucket, key) = (call.bucket().to_owned(), call.key().to_owned());
    let id = call.version_id().map(str::to_owned);
    check_version_id(id.as_deref())?;
    store
        .change(move |draft| {
            let keeps = draft.bucket(&bucket)?.versioning()? != Versioning::Off;
            draft.change_object(&bucket, &key, id.as_deref(), |object| {
                let outcome = change(object)?;
                Ok((outcome, Changed(keeps.then(|| object.version_id.clone()))))
            })
        })
        .await
}
