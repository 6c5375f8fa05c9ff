//! Who may use an object.
//!
//! Source: the service's page "PutObjectACL".

use super::about;
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
pub(crate) async fn put(call: &Call<'_>, store: &Store) -> Reply {
    let acl = call.asked.header(header::X_OSS_OBJECT_ACL).ok_or(Reason::MissingArgument)?;
    let acl = accept(acl)?.to_owned();
    let change = move |object: &mut crate::store::Object| {
        object.acl = acl;
        Ok(())
    };
    let ((), version) = about::change(call, store, change).await?;
    Ok(about::with_version(reply::empty(StatusCode::OK), version).into())
}

/// Tells the ACL.
pub(crate) fn get(call: &Call<'_>, store: &Store) -> Reply {
    let view = store.view()?;
    let object = view.object(call.bucket(), call.key(), call.version_id())?;
    let version = about::version(&view.bucket(call.bucket())?, &object);
    let owner = Owner { id: object.owner.clone(), display_name: object.owner };
    let policy = AccessControlPolicy { owner, access_control_list: AccessControlList { grant: object.acl } };
    Ok(about::with_version(reply::document(&policy), version).into())
}

/// An ACL that objects can have.
pub(crate) fn accept(acl: &str) -> Result<&str, Refusal> {
    if ["default", "private", "public-read", "public-read-write"].contains(&acl) {
        Ok(acl)
    } else {
        Err(Refusal::from(Reason::BadArgument)
            .with("ArgumentName", header::X_OSS_OBJECT_ACL.as_str())
            .with("ArgumentValue", acl))
    }
}
