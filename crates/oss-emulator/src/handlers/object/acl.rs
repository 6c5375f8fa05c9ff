//! Who may use an object.
//!
//! Source: the service's page "PutObjectACL".

use super::{
    change::change,
    describe,
    headers::{ACLS, bad_argument},
};
use crate::{
    call::Call,
    reason::{Reason, Refusal},
    reply::{self, Reply},
    store::Store,
};
use http::StatusCode;
use oss_protocol::{
    bucket::{AccessControlList, Owner},
    header,
    object::AccessControlPolicy,
};

/// Sets the ACL of an object, or of one version.
pub(crate) async fn put_acl(call: &Call<'_>, store: &Store) -> Reply {
    let acl = asked_acl(call)?.ok_or(Reason::MissingArgument)?;
    let put = move |object: &mut crate::store::Object| {
        object.acl = acl;
        Ok(())
    };
    let ((), changed) = change(call, store, put).await?;
    Ok(changed.on(reply::empty(StatusCode::OK)))
}

/// The ACL that the headers ask for, if they do.
pub(crate) fn asked_acl(call: &Call<'_>) -> Result<Option<String>, Refusal> {
    match call.asked.header(header::X_OSS_OBJECT_ACL) {
        Some(acl) if !ACLS.contains(&acl) => Err(bad_argument(header::X_OSS_OBJECT_ACL.as_str(), acl)),
        acl => Ok(acl.map(str::to_owned)),
    }
}

/// Tells the ACL.
pub(crate) fn get_acl(call: &Call<'_>, store: &Store) -> Reply {
    let view = store.view()?;
    let object = view.object(call.bucket(), call.key(), call.version_id())?;
    let owner = Owner { id: object.owner.clone(), display_name: object.owner.clone() };
    let grant = object.acl.clone();
    let mut response =
        reply::document(&AccessControlPolicy { owner, access_control_list: AccessControlList { grant } });
    describe::version_of(&object, &view.bucket(call.bucket())?, response.headers_mut())?;
    Ok(response)
}
