//! What STS does: temporary access keys for who takes on a role.
//!
//! There is no RAM here: any role is there, and may be taken on by whoever signs. What the key makes belongs to them. A policy that comes
//! with the request restricts the key, as it does at the service.
//!
//! Source: the service's pages "AssumeRole" and "STS FAQ" (its errors); EC 0003-00000301 for what the policy denies.

use super::{Refused, form::Form};
use crate::{
    access::SessionPolicy,
    config::Account,
    sts::{NewToken, Sts},
};
use oss_protocol::date::Timestamp;
use serde_json::{Map, Value, json};

/// How long a key may be good, in seconds.
const DURATION: std::ops::RangeInclusive<u64> = 900..=43_200;
const DEFAULT_DURATION: u64 = 3_600;

pub(super) fn perform(
    action: &str,
    form: &Form,
    account: &Account,
    sts: &Sts,
) -> Result<Map<String, Value>, Refused> {
    match action {
        "AssumeRole" => assume_role(form, account, sts),
        other => {
            let what = format!("The specified action {other} is not found.");
            Err(Refused::new(404, "InvalidAction.NotFound", what))
        }
    }
}

fn assume_role(form: &Form, account: &Account, sts: &Sts) -> Result<Map<String, Value>, Refused> {
    // Else a restricted key would get rid of what restricts it.
    if account.session.is_some() {
        return Err(Refused::new(
            403,
            "NoPermission",
            "You are not authorized to do this action. You should be authorized by RAM.",
        ));
    }
    let role = form.need("RoleArn")?;
    let named = role.strip_prefix("acs:ram::").and_then(|rest| rest.split_once(":role/"));
    if named.is_none_or(|(number, name)| number.is_empty() || name.is_empty()) {
        return Err(invalid("RoleArn"));
    }
    let session = form.need("RoleSessionName")?;
    let may_stand = |byte: u8| byte.is_ascii_alphanumeric() || b".@-_".contains(&byte);
    if !(2..=64).contains(&session.len()) || !session.bytes().all(may_stand) {
        return Err(invalid("RoleSessionName"));
    }
    let seconds = match form.get("DurationSeconds") {
        None => DEFAULT_DURATION,
        Some(text) => {
            let seconds = text.parse().ok().filter(|seconds| DURATION.contains(seconds));
            seconds.ok_or_else(|| invalid("DurationSeconds"))?
        }
    };
    let policy = form.get("Policy").map(SessionPolicy::parse).transpose().map_err(|how| {
        Refused::new(
            400,
            "InvalidParameter.PolicyGrammar",
            format!("The parameter Policy has not passed grammar check. {how}"),
        )
    })?;
    let new = NewToken {
        seconds: Some(seconds),
        owner: Some(account.owner.clone()),
        policy,
        ..NewToken::default()
    };
    let issued = sts.issue(new).map_err(|e| Refused::new(500, "InternalError", e.to_string()))?;
    let credentials = &issued.credentials;
    let fields = json!({
        "AssumedRoleUser": { "Arn": format!("{role}/{session}"), "AssumedRoleId": format!("{}:{session}", account.owner) },
        "Credentials": {
            "AccessKeyId": credentials.access_key_id,
            "AccessKeySecret": credentials.access_key_secret.as_str(),
            "SecurityToken": credentials.security_token.as_ref().map(|token| token.as_str()),
            "Expiration": Timestamp::from_secs(issued.expiration / 1_000).iso8601().replace(".000Z", "Z"),
        },
    });
    let Value::Object(fields) = fields else { return Err(invalid("RoleArn")) };
    Ok(fields)
}

fn invalid(name: &str) -> Refused {
    Refused::new(400, &format!("InvalidParameter.{name}"), format!("The parameter {name} is wrongly formed."))
}
