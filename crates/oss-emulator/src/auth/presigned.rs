//! A request that a presigned URL makes.
//!
//! Source: the service's pages "Add signatures to a URL", for V1 and for V4.

use super::{Accounts, Expected, MAX_SKEW, check_scope, compare, diagnosis};
use crate::{
    call::Asked,
    config::Account,
    reason::{Reason, Refusal},
};
use oss_protocol::{
    date::Timestamp,
    sign::{
        Presigned,
        presign::{MalformedPresigned, V4_MAX_EXPIRES},
    },
};
use std::sync::Arc;

/// Who signed the URL, if it may still be used.
pub(super) fn authenticate(
    asked: &Asked,
    presigned: Result<Presigned, MalformedPresigned>,
    accounts: &Accounts,
    region: &str,
    now: Timestamp,
) -> Result<Arc<Account>, Refusal> {
    let presigned = presigned.map_err(|e| match e {
        MalformedPresigned::Missing(_) | MalformedPresigned::Malformed("Expires") => {
            Refusal::from(Reason::BadPresigned).saying(format!("{e}."))
        }
        MalformedPresigned::Malformed(name) => Refusal::from(Reason::BadArgument)
            .saying(format!("{e}."))
            .with("ArgumentName", name)
            .with("ArgumentValue", asked.query.get(name).unwrap_or_default()),
    })?;
    let account = accounts.find(presigned.access_key_id(), presigned.security_token(&asked.query))?;
    check_time(&presigned, now)?;
    if let Presigned::V4 { scope, time, .. } = &presigned {
        check_scope(scope, region, *time)?;
    }
    let request = asked.signable();
    let text = presigned.string_to_sign(&request);
    let expected = Expected {
        signature: presigned.expected(&account.credentials.access_key_secret, &text),
        text,
        canonical: presigned.canonical_request(&request),
    };
    compare(expected, presigned.access_key_id(), presigned.signature())
        .map_err(|refusal| refusal.explained(diagnosis::of_link(asked, &presigned, &account, accounts)))?;
    Ok(account)
}

fn check_time(presigned: &Presigned, now: Timestamp) -> Result<(), Refusal> {
    let expired = |at: Timestamp| {
        Refusal::from(Reason::RequestExpired).with("Expires", at.iso8601()).with("ServerTime", now.iso8601())
    };
    match *presigned {
        Presigned::V1 { expires, .. } if expires < now => Err(expired(expires)),
        Presigned::V1 { .. } => Ok(()),
        Presigned::V4 { seconds, .. } if !(1..=V4_MAX_EXPIRES).contains(&seconds) => {
            Err(Refusal::from(Reason::BadArgument)
                .saying("x-oss-expires must be between 1 and 604800 seconds.")
                .with("ArgumentName", "x-oss-expires")
                .with("ArgumentValue", seconds.to_string()))
        }
        Presigned::V4 { time, .. } if time.as_secs() > now.as_secs().saturating_add(MAX_SKEW) => {
            Err(Refusal::from(Reason::RequestNotValidYet).with("ServerTime", now.iso8601()))
        }
        Presigned::V4 { time, seconds, .. } => {
            let until = Timestamp::from_secs(time.as_secs().saturating_add(seconds));
            if until < now { Err(expired(until)) } else { Ok(()) }
        }
    }
}
